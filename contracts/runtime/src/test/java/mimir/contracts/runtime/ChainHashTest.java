package mimir.contracts.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainHashTest {
  private static final UUID ID = new UUID(1, 2);
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.000006Z");

  @Test
  void the_same_event_has_the_same_hash() {
    assertThat(hash("", "s", 1, "t", "p")).isEqualTo(hash("", "s", 1, "t", "p")).hasSize(32);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the hash before     | x  | s  | 1  | t  | p
          the stream          | '' | s2 | 1  | t  | p
          the version         | '' | s  | 2  | t  | p
          the type            | '' | s  | 1  | t2 | p
          the payload         | '' | s  | 1  | t  | p2
          bytes between these | '' | s  | 1  | tp | ''
          """)
  void each_field_is_in_the_hash(
      String what, String previous, String stream, long version, String type, String payload) {
    assertThat(hash(previous, stream, version, type, payload))
        .isNotEqualTo(hash("", "s", 1, "t", "p"));
  }

  private static byte[] hash(
      String previous, String stream, long version, String type, String payload) {
    return ChainHash.of(previous.getBytes(UTF_8), stream, version, ID, type, AT, payload);
  }
}
