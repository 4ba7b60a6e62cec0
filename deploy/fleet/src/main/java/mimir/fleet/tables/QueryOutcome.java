package mimir.fleet.tables;

import java.util.List;

/** How one statement text ended on a host; every way osquery knows is a case here. */
public sealed interface QueryOutcome {

  /** It ran. The rows may be none. */
  record Rows(List<Row> rows) implements QueryOutcome {
    public Rows {
      rows = List.copyOf(rows);
    }
  }

  /** SQLite or the host refused it; osquery reports status 1 with this message. */
  record Failed(String message) implements QueryOutcome {}

  /** The watchdog killed the worker that ran it: nobody is told anything. */
  record Killed(String reason) implements QueryOutcome {}
}
