package mimir.campaign.indicators;

import java.util.List;

/** What a person changes of an indicator; what is null stays as it is. */
record IndicatorChange(Boolean active, String severity, String description, List<String> tags) {}
