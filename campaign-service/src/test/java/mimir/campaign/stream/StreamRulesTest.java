package mimir.campaign.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import mimir.campaign.stream.StreamRules.Step;
import mimir.contracts.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final State STATE = new State("{c}", "c1", "{s}", "s1");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                           | open | of_person | refused
          room for one more              | 255  | 15        |
          nobody is there                | 0    | 0         |
          the replica is full            | 256  | 0         | Too many people
          the person has all of theirs   | 16   | 16        | You follow 16 campaigns
          what one can change goes first | 256  | 16        | You follow 16 campaigns
          """)
  void room(String why, long open, long ofPerson, String refused) {
    var refusal = StreamRules.refusal(open, ofPerson);

    assertThat(refusal.isPresent()).isEqualTo(refused != null);
    refusal.ifPresent(
        no -> {
          assertThat(no.code()).isEqualTo(ErrorCode.TOO_MANY_STREAMS);
          assertThat(no.getMessage()).startsWith(refused);
          assertThat(no.extras()).containsEntry("retry_after_seconds", 15L);
        });
  }

  /** {@code ago}: milliseconds since the last coverage, and since anything was sent. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                                 | coverage | status | coverage_ago | ago   | sent                       | id
          V-11 a new reader is told both       |          |        | 9999         | 0     | status .s1, coverage c1.s1 | c1.s1
          nothing new, nothing said            | c1       | s1     | 9999         | 14999 |                            | c1.s1
          15 s of silence are broken           | c1       | s1     | 9999         | 15000 | comment                    | c1.s1
          a change of the coverage             | c0       | s1     | 500          | 500   | coverage c1.s1             | c1.s1
          not before half a second is over     | c0       | s1     | 499          | 499   |                            | c0.s1
          a change of the status at once       | c1       | s0     | 0            | 0     | status c1.s1               | c1.s1
          the status does not wait for both    | c0       | s0     | 499          | 499   | status c0.s1               | c0.s1
          both at once                         | c0       | s0     | 500          | 500   | status c0.s1, coverage c1.s1 | c1.s1
          an event stands in for the comment   | c0       | s1     | 15000        | 15000 | coverage c1.s1             | c1.s1
          """)
  void next(
      String why,
      String coverage,
      String status,
      long coverageAgo,
      long ago,
      String sent,
      String id) {
    var told =
        new Told(
            coverage == null ? "" : coverage,
            status == null ? "" : status,
            NOW.minusMillis(coverageAgo),
            NOW.minusMillis(ago));

    var next = StreamRules.next(told, STATE, NOW);

    assertThat(shown(next.steps())).isEqualTo(sent == null ? "" : sent);
    assertThat(next.told().id()).isEqualTo(id);
    assertThat(next.told().at()).isEqualTo(sent == null ? told.at() : NOW);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                              | last_event_id | sent
          V-11 nothing to catch up with     | c1.s1         |
          the coverage moved meanwhile      | c0.s1         | coverage c1.s1
          the status moved meanwhile        | c1.s0         | status c1.s1
          it was cut between the two        | .s1           | coverage c1.s1
          a foreign id                      | 42            | status .s1, coverage c1.s1
          an id that is no id of ours       | c1.s1.x       | status .s1, coverage c1.s1
          no id                             |               | status .s1, coverage c1.s1
          """)
  void resumed(String why, String lastEventId, String sent) {
    var next = StreamRules.next(Told.resumed(lastEventId, NOW), STATE, NOW);

    assertThat(shown(next.steps())).isEqualTo(sent == null ? "" : sent);
  }

  @Test
  void a_campaign_that_changes_all_the_time_is_told_of_twice_a_second() {
    var told = Told.resumed(null, NOW);
    int coverages = 0;
    for (int millis = 0; millis < 10_000; millis += 100) {
      var state = new State("{}", "c" + millis, "{}", "s");
      var next = StreamRules.next(told, state, NOW.plusMillis(millis));
      told = next.told();
      coverages += shown(next.steps()).contains("coverage") ? 1 : 0;
    }

    assertThat(coverages).isEqualTo(20);
  }

  private static String shown(List<Step> steps) {
    return steps.stream()
        .map(
            step ->
                switch (step) {
                  case Step.Event event -> event.name() + " " + event.id();
                  case Step.Comment() -> "comment";
                })
        .collect(Collectors.joining(", "));
  }
}
