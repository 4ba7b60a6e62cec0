package mimir.fleet.content;

import java.util.Map;

/** A row that somebody put on a host besides what its seed put there. */
record PlantedRow(String table, Map<String, Object> row) {}
