package mimir.campaign.indicators;

import java.util.List;
import mimir.contracts.campaign.Severity;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a person changes of an indicator; what is null stays as it is. */
record IndicatorChange(
    Boolean active,
    @Schema(implementation = Severity.class) String severity,
    String description,
    List<String> tags) {}
