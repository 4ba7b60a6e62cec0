package mimir.fleet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyRulesTest {

  private static Reply reply(String body) {
    return ReplyRules.classify(body.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "^^                                          | Accepted",
        "{}                                          | Accepted",
        "{\"queries\":{}}                            | Accepted",
        "{\"message\":\"busy\",\"errors\":[1]}       | Accepted",
        "{\"node_invalid\":false}                    | Accepted",
        "{\"node_invalid\":\"true\"}                 | Accepted",
        "[]                                          | Accepted",
        "{\"error\":\"busy\"}                        | Refused",
        "{\"error\":null}                            | Refused",
        "{\"error\":{}}                              | Refused",
        "<html>502</html>                            | Refused",
        "{} {}                                       | Refused",
        "^  ^                                        | Refused",
        "{\"queries\":                               | Refused",
        "{\"node_invalid\":true}                     | NodeInvalid",
        "{\"node_invalid\":true,\"error\":\"gone\"}  | NodeInvalid",
      })
  void only_the_body_decides(String body, String kind) {
    assertThat(reply(body).getClass().getSimpleName()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"accelerate\":60}        | 60",
        "{\"accelerate\":0}         | 0",
        "{\"accelerate\":\"60\"}    | -1",
        "{\"accelerate\":6.5}       | -1",
        "{\"accelerate\":true}      | -1",
        "{\"accelerate\":-3}        | -1",
        "{\"accelerate\":9999999999}| -1",
        "{}                         | -1",
      })
  void acceleration_is_an_integer_of_seconds(String body, long seconds) {
    assertThat(ReplyRules.accelerate(((Reply.Accepted) reply(body)).body()))
        .isEqualTo(
            seconds < 0
                ? java.util.Optional.empty()
                : java.util.Optional.of(Duration.ofSeconds(seconds)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"node_key\":\"k\"}              | k",
        "{\"id\":\"k\"}                    | k",
        "{\"node_key\":\"\",\"id\":\"k\"}  |",
        "{\"node_key\":7}                  |",
        "{}                                |",
      })
  void a_node_key_is_a_text_that_is_not_empty(String body, String key) {
    assertThat(ReplyRules.nodeKey(((Reply.Accepted) reply(body)).body()))
        .isEqualTo(java.util.Optional.ofNullable(key));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 4", "3, 9", "12, 144", "30, 600"})
  void enrolment_waits_grow_by_the_square_up_to_ten_minutes(int attempt, long seconds) {
    assertThat(WaitRules.afterEnrolment(attempt, Duration.ofMinutes(10)))
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void a_poll_comes_after_five_seconds_while_accelerated() {
    Instant now = Instant.parse("2026-11-20T12:00:00Z");
    Duration minute = Duration.ofSeconds(60);
    assertThat(WaitRules.untilNextPoll(now, now, minute)).isEqualTo(Duration.ofSeconds(5));
    assertThat(WaitRules.untilNextPoll(now, now.minusSeconds(1), minute)).isEqualTo(minute);
    assertThat(WaitRules.untilNextPoll(now, now.plusSeconds(9), Duration.ofSeconds(2)))
        .isEqualTo(Duration.ofSeconds(2));
  }
}
