package mimir.journey;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes down when each lease was given, by whichever replica: a trigger that this class adds to
 * the ledger, in PostgreSQL's own time. Without it a lease leaves no trace once it is answered.
 */
public final class ClaimWitness implements AutoCloseable {

  private static final String INSTALL =
      """
      DROP SCHEMA IF EXISTS witness CASCADE;
      CREATE SCHEMA witness;
      CREATE TABLE witness.claim (
          at timestamptz NOT NULL,
          campaign_id uuid NOT NULL,
          host_id uuid NOT NULL);
      CREATE FUNCTION witness.note_claim() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = witness AS $$
      BEGIN
          INSERT INTO claim VALUES (clock_timestamp(), NEW.campaign_id, NEW.host_id);
          RETURN NULL;
      END $$;
      GRANT USAGE ON SCHEMA witness TO PUBLIC;
      CREATE TRIGGER note_claim
          AFTER UPDATE OF lease_id ON dispatch.assignment
          FOR EACH ROW
          WHEN (NEW.lease_id IS NOT NULL AND NEW.lease_id IS DISTINCT FROM OLD.lease_id)
          EXECUTE FUNCTION witness.note_claim();
      """;

  private static final String REMOVE =
      """
      DROP TRIGGER IF EXISTS note_claim ON dispatch.assignment;
      DROP SCHEMA IF EXISTS witness CASCADE;
      """;

  private static final String TIMES =
      """
      SELECT at
      FROM witness.claim
      ORDER BY at
      """;

  private final Connection connection;

  public ClaimWitness(String url, String superuserPassword) throws SQLException {
    connection = DriverManager.getConnection(url, "postgres", superuserPassword);
    execute(INSTALL);
  }

  public static ClaimWitness of(LocalSystem system) throws SQLException {
    return new ClaimWitness(system.database(), system.superuserPassword());
  }

  /** Of all claims since it began, of all replicas, the earliest first. */
  public List<Instant> times() throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(TIMES)) {
      var times = new ArrayList<Instant>();
      while (rows.next()) {
        times.add(rows.getObject(1, OffsetDateTime.class).toInstant());
      }
      return times;
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    try {
      execute(REMOVE);
    } finally {
      connection.close();
    }
  }
}
