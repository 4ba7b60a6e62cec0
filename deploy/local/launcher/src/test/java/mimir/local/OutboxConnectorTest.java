package mimir.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import mimir.local.broker.OutboxConnector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OutboxConnectorTest {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private static OutboxStack stack;

  @BeforeAll
  static void start() throws Exception {
    stack = new OutboxStack();
    // Before the connector has ever run: these take the way of the first snapshot.
    stack.write("release", "mimir-releases", "early", "{\"n\":1}", TRACE);
    stack.write("release", null, "early-private", "{\"n\":2}", TRACE);
    stack.register();
  }

  @AfterAll
  static void stop() throws Exception {
    stack.close();
  }

  @Test
  void a_row_becomes_a_record_with_cloudevents_headers() throws Exception {
    var id = stack.write("flag", "mimir-flags", "offline", "{\"enabled\": true}", TRACE);

    var record = stack.read("mimir-flags", 1).getFirst();

    assertThat(record.key()).isEqualTo("offline");
    assertThat(record.value()).isEqualTo("{\"enabled\": true}");
    var headers = headers(record);
    assertThat(Instant.parse(headers.remove("ce_time")))
        .isEqualTo(Instant.parse("2026-11-20T10:11:12.345678Z"));
    assertThat(headers)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "ce_id", id.toString(),
                "ce_type", "mimir.test.happened.v1",
                "ce_source", "/mimir/test",
                "ce_subject", "offline",
                "ce_actor", "alice (key ci)",
                "ce_specversion", "1.0",
                "content-type", "application/json",
                "traceparent", TRACE));
  }

  @Test
  void a_row_without_a_topic_stays_private() throws Exception {
    stack.write("campaign", null, "private", "{}", null);
    var id = stack.write("campaign", "mimir-campaigns", "public", "{}", null);

    var records = stack.read("mimir-campaigns", 1);

    assertThat(records).hasSize(1);
    assertThat(headers(records.getFirst())).containsEntry("ce_id", id.toString());
  }

  @Test
  void a_row_without_a_payload_becomes_a_tombstone() throws Exception {
    stack.write("dispatch", "mimir-hosts", "gone", null, null);

    var record = stack.read("mimir-hosts", 1).getFirst();

    assertThat(record.key()).isEqualTo("gone");
    assertThat(record.value()).isNull();
  }

  @Test
  void a_row_without_a_trace_has_no_usable_traceparent() throws Exception {
    stack.write("ingest", "mimir-responses", "untraced", "{}", null);

    var record = stack.read("mimir-responses", 1).getFirst();

    assertThat(headers(record).get("traceparent")).isNull();
  }

  @Test
  void rows_written_before_the_connector_came_are_sent_once_and_private_ones_never() {
    var records = stack.read("mimir-releases", 1);

    assertThat(records).extracting(ConsumerRecord::key).containsExactly("early");
  }

  @Test
  void a_killed_worker_goes_on_without_loss_or_duplicates() throws Exception {
    for (var n = 0; n < 100; n++) {
      stack.write("gateway", "mimir-access", "alice", "{\"n\":" + n + "}", null);
      if (n == 50) {
        stack.connect.child().kill();
      }
    }
    stack.startConnect();

    var records = stack.read("mimir-access", 100);

    assertThat(records).hasSize(100);
    assertThat(records).extracting(ConsumerRecord::value).doesNotHaveDuplicates();
  }

  @Test
  void a_role_cannot_read_another_schema() throws Exception {
    try (var flag = stack.as("flag");
        var statement = flag.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM campaign.event"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied for schema campaign");
      assertThatThrownBy(() -> statement.execute("CREATE TABLE public.mine (n int)"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied for schema public");
    }
  }

  @Test
  void a_registered_connector_may_be_registered_again() throws Exception {
    stack.register();

    assertThat(stack.connect.api().status(OutboxConnector.NAME).failure()).isEmpty();
  }

  private static Map<String, String> headers(ConsumerRecord<String, String> record) {
    var headers = new HashMap<String, String>();
    record
        .headers()
        .forEach(
            header ->
                headers.put(
                    header.key(),
                    header.value() == null ? null : new String(header.value(), UTF_8)));
    return headers;
  }
}
