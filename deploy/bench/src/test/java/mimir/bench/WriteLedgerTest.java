package mimir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the tables that the service's own migrations make. */
class WriteLedgerTest {

  @Test
  void hosts_keys_and_leases_are_those_that_the_bench_names(@TempDir Path folder) throws Exception {
    try (var services = ServiceDatabase.start(folder, "dispatch")) {
      var connection = services.connection();
      connection.setSchema("dispatch");
      var ledger = new WriteLedger(connection);

      ledger.enroll(5);
      ledger.lease("one", 3);
      ledger.lease("two", 5);

      try (var query =
          connection.prepareStatement(
              "SELECT node_key_hash, campaign_id, lease_id FROM assignment JOIN host USING (host_id)"
                  + " WHERE host_id = ? ORDER BY campaign_id = ?")) {
        query.setObject(1, WriteLedger.hostId(2));
        query.setObject(2, WriteLedger.campaignId("two"));
        var rows = query.executeQuery();
        assertThat(rows.next()).isTrue();
        assertThat(rows.getBytes(1)).isEqualTo(sha256(WriteLedger.nodeKey(2)));
        assertThat(rows.getObject(2)).isEqualTo(WriteLedger.campaignId("one"));
        assertThat(rows.getObject(3)).isEqualTo(WriteLedger.leaseId("one", 2));
        assertThat(rows.next()).isTrue();
        assertThat(rows.getObject(3)).isEqualTo(WriteLedger.leaseId("two", 2));
        assertThat(rows.next()).isFalse();
      }
      try (var update = connection.createStatement()) {
        update.execute(
            "UPDATE assignment SET state = 'responded', lease_id = NULL, leased_until = NULL,"
                + " ended_at = now() WHERE host_id = '"
                + WriteLedger.hostId(2)
                + "'");
      }
      assertThat(ledger.answered("one")).isEqualTo(1);
      assertThat(ledger.answered("three")).isZero();
    }
  }

  private static byte[] sha256(String text) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
  }
}
