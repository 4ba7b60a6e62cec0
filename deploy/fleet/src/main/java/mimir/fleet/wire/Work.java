package mimir.fleet.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import mimir.fleet.tables.QueryOutcome;

/** What an agent takes on from one reply to a read, by osquery's rules. */
record Work(Map<String, String> queries, Optional<Duration> accelerate) {

  private static final Work NONE = new Work(Map.of(), Optional.empty());

  /**
   * Discovery decides first, for the reply as a whole: an error in it discards everything, no rows
   * drop the query of that id. Then the first empty or non-text SQL ends the taking on, with what
   * came before it taken and the acceleration not seen.
   */
  static Work accepted(JsonNode reply, Function<String, QueryOutcome> discover) {
    Set<String> dropped = new HashSet<>();
    for (Map.Entry<String, JsonNode> discovery : reply.path("discovery").properties()) {
      switch (discover.apply(discovery.getValue().asText())) {
        case QueryOutcome.Rows(var rows) -> {
          if (rows.isEmpty()) {
            dropped.add(discovery.getKey());
          }
        }
        case QueryOutcome.Failed failed -> {
          return NONE;
        }
        case QueryOutcome.Killed killed -> {
          return NONE;
        }
      }
    }
    Map<String, String> queries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> query : reply.path("queries").properties()) {
      JsonNode sql = query.getValue();
      if (query.getKey().isEmpty() || !sql.isTextual() || sql.textValue().isEmpty()) {
        return new Work(queries, Optional.empty());
      }
      if (!dropped.contains(query.getKey())) {
        queries.put(query.getKey(), sql.textValue());
      }
    }
    return new Work(queries, ReplyRules.accelerate(reply));
  }
}
