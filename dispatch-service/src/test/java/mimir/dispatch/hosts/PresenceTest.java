package mimir.dispatch.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import mimir.dispatch.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresenceTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final UUID HOST = new UUID(1, 2);

  private final Presence presence = new Presence(Limits.defaults());

  @ParameterizedTest(name = "H-4 away for {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PT10S     | false
          PT90S     | false
          PT90.001S | true
          P7D       | true
          """)
  void a_host_that_was_not_connected_reconnects(Duration away, boolean reconnects) {
    presence.learn(HOST, NOW.minus(away));

    presence.touch(HOST, NOW);

    assertThat(presence.returned()).hasSize(reconnects ? 1 : 0);
    assertThat(presence.connectedSince(HOST)).isEqualTo(reconnects ? NOW : Instant.EPOCH);
  }

  @Test
  void a_host_that_nobody_knew_connects_now() {
    presence.touch(HOST, NOW);
    presence.settle(presence.returned().iterator().next(), true);
    presence.touch(HOST, NOW.plusSeconds(10));

    assertThat(presence.returned()).isEmpty();
    assertThat(presence.connectedSince(HOST)).isEqualTo(NOW);
  }

  @Test
  void a_host_that_was_connected_elsewhere_is_connected_since_before() {
    presence.learn(HOST, NOW.minusSeconds(91));
    presence.touch(HOST, NOW);

    presence.settle(presence.returned().iterator().next(), false);

    assertThat(presence.connectedSince(HOST)).isEqualTo(Instant.EPOCH);
    assertThat(presence.returned()).isEmpty();
  }

  @Test
  void a_contact_is_not_written_down_before_it_is_known_whether_the_host_was_away() {
    presence.learn(HOST, NOW.minusSeconds(3_600));
    presence.touch(HOST, NOW);
    assertThat(presence.dueForWriting()).isEmpty();

    presence.settle(presence.returned().iterator().next(), true);

    assertThat(presence.dueForWriting()).containsOnlyKeys(HOST);
  }

  @Test
  void a_contact_is_due_for_writing_once_a_minute() {
    presence.learn(HOST, NOW);
    presence.touch(HOST, NOW.plusSeconds(59));
    assertThat(presence.dueForWriting()).isEmpty();

    presence.touch(HOST, NOW.plusSeconds(60));

    assertThat(presence.dueForWriting()).isEqualTo(Map.of(HOST, NOW.plusSeconds(60)));
    presence.written(presence.dueForWriting());
    assertThat(presence.dueForWriting()).isEmpty();
  }

  @Test
  void what_the_database_knows_never_overwrites_what_was_just_seen() {
    presence.touch(HOST, NOW);

    presence.learn(HOST, NOW.minusSeconds(3_600));

    assertThat(presence.lastSeen(HOST)).hasValue(NOW);
  }
}
