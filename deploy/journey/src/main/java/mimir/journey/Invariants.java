package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mimir.journey.Invariant.When;

/**
 * Looks behind the services, whatever was killed meanwhile: each invariant is one query that finds
 * its breaches. For the end of every journey and of every fault.
 */
public final class Invariants implements AutoCloseable {

  /** More would only hide the first. */
  private static final int BREACHES_SHOWN_MAX = 5;

  private static final String STREAMS =
      """
      SELECT table_schema
      FROM information_schema.tables
      WHERE table_name = 'event' AND table_schema NOT LIKE 'pg_%'
      ORDER BY table_schema
      """;

  // A stream's versions are unique by constraint; with the last one equal to their number, none is
  // missing.
  private static final String GAPS =
      """
      SELECT format('stream %s: %s events up to version %s', stream, count(*), max(version))
      FROM <schema>.event
      WHERE stream IS NOT NULL
      GROUP BY stream
      HAVING count(*) <> max(version) OR min(version) <> 1
      """;

  private final Connection connection;
  private final List<Invariant> invariants = new ArrayList<>();

  public Invariants(String url, String superuserPassword) throws SQLException {
    connection = DriverManager.getConnection(url, "postgres", superuserPassword);
    invariants.addAll(LedgerInvariants.ALL);
    invariants.addAll(AnswerInvariants.ALL);
    for (String schema : lines(STREAMS)) {
      invariants.add(
          new Invariant(
              When.ALWAYS,
              "INV-12: the event streams of " + schema + " have no gap",
              GAPS.replace("<schema>", schema)));
    }
  }

  public static Invariants of(LocalSystem system) throws SQLException {
    return new Invariants(system.database(), system.superuserPassword());
  }

  /** Breaches of what must hold at every moment; empty when all is well. */
  public List<String> now() throws SQLException {
    return breaches(invariants.stream().filter(each -> each.when() == When.ALWAYS));
  }

  /** Breaches of everything; of what must only hold in the end, there may be some for a while. */
  public List<String> settled() throws SQLException {
    return breaches(invariants.stream());
  }

  /** Fails with what is still wrong after that time, and at once with what may never be wrong. */
  public void assertSettledWithin(Duration max) throws SQLException {
    assertThat(now()).isEmpty();
    await()
        .atMost(max)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(settled()).isEmpty());
  }

  private List<String> breaches(Stream<Invariant> asked) throws SQLException {
    var breaches = new ArrayList<String>();
    for (Invariant each : asked.toList()) {
      List<String> found = lines(each.breaches());
      found.stream()
          .limit(BREACHES_SHOWN_MAX)
          .forEach(breach -> breaches.add(each.claim() + ": " + breach));
      if (found.size() > BREACHES_SHOWN_MAX) {
        breaches.add("%s: %d in all".formatted(each.claim(), found.size()));
      }
    }
    return breaches;
  }

  private List<String> lines(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      var lines = new ArrayList<String>();
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
      return lines;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
