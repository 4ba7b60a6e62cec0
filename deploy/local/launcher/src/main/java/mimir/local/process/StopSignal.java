package mimir.local.process;

import java.util.List;

/** How a child is asked to end. */
public enum StopSignal {
  TERM,
  /** PostgreSQL's fast shutdown; SIGTERM would make it wait for its clients. */
  INT;

  void send(long pid) {
    Forker.succeeds(List.of("kill", "-" + name(), Long.toString(pid)));
  }
}
