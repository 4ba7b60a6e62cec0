package mimir.campaign.indicators;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a person sends to add an indicator. */
public record IndicatorRequest(
    @Schema(required = true) String value,
    @Schema(ref = "IndicatorType", description = "Detected when it is left out.") String type,
    @Schema(ref = "Severity", description = "medium when it is left out.") String severity,
    String description,
    List<String> tags) {}
