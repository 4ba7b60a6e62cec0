package mimir.campaign.queries;

import mimir.campaign.targets.Target;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a person sends to save a query: the whole of it, also for a change. */
record SavedQueryRequest(
    @Schema(required = true) String name,
    String description,
    @Schema(required = true) String sql,
    @Schema(required = true) Target scope) {}
