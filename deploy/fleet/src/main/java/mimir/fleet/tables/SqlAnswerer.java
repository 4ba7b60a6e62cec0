package mimir.fleet.tables;

/** Whoever can answer osquery SQL for one host. Never throws for what the SQL says. */
@FunctionalInterface
public interface SqlAnswerer {
  QueryOutcome answer(String sql);
}
