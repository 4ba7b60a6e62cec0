package mimir.campaign.queries;

import mimir.campaign.targets.Target;

/** What a person sends to save a query: the whole of it, also for a change. */
record SavedQueryRequest(String name, String description, String sql, Target scope) {}
