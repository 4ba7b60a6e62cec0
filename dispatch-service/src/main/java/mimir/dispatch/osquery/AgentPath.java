package mimir.dispatch.osquery;

import java.util.Map;

/** Paths of both bases and the short aliases. */
enum AgentPath {
  ENROLL,
  CONFIG,
  READ,
  WRITE,
  LOG,
  UPDATE,
  REPORT,
  UNKNOWN;

  private static final Map<String, AgentPath> BY_PATH =
      Map.ofEntries(
          Map.entry("/api/v1/osquery/enroll", ENROLL),
          Map.entry("/api/osquery/enroll", ENROLL),
          Map.entry("/api/v1/agent/enroll", ENROLL),
          Map.entry("/api/v1/osquery/config", CONFIG),
          Map.entry("/api/osquery/config", CONFIG),
          Map.entry("/api/v1/agent/config", CONFIG),
          Map.entry("/api/v1/osquery/distributed/read", READ),
          Map.entry("/api/osquery/distributed/read", READ),
          Map.entry("/api/v1/agent/read", READ),
          Map.entry("/api/v1/osquery/distributed/write", WRITE),
          Map.entry("/api/osquery/distributed/write", WRITE),
          Map.entry("/api/v1/agent/write", WRITE),
          Map.entry("/api/v1/osquery/log", LOG),
          Map.entry("/api/osquery/log", LOG),
          Map.entry("/api/v1/agent/log", LOG),
          Map.entry("/api/v1/osquery/update", UPDATE),
          Map.entry("/api/v1/osquery/update/report", REPORT));

  static AgentPath of(String path) {
    return BY_PATH.getOrDefault(path, UNKNOWN);
  }

  /** Whether its bodies may be large, and are read as they come, by rules of their own. */
  boolean streams() {
    return this == WRITE || this == LOG;
  }
}
