package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowCapsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                                      | sent   | host  | campaign | kept  | truncated | crosses
          no rows                                   | 0      | 5     | 5        | 0     | false     | false
          no rows and nothing left                  | 0      | 0     | 0        | 0     | false     | false
          R-3 below the host's cap                  | 4      | 5     | 100      | 4     | false     | false
          R-3 the host's cap exactly                | 50000  | 50000 | 1000000  | 50000 | false     | false
          R-3 one row over it                       | 50001  | 50000 | 1000000  | 50000 | true      | false
          R-3 a host that has used its cap up       | 1      | 0     | 100      | 0     | true      | false
          R-4 the campaign's cap exactly            | 5      | 9     | 5        | 5     | false     | false
          R-4 one row over it                       | 6      | 9     | 5        | 5     | true      | true
          R-4 nothing left                          | 1      | 9     | 0        | 0     | true      | true
          both: what the host may still is too much | 10     | 7     | 5        | 5     | true      | true
          both: the host's cap makes it fit         | 10     | 5     | 5        | 5     | true      | false
          a host without cap left does not cross    | 10     | 0     | 0        | 0     | true      | false
          """)
  void kept(
      String why,
      long sent,
      long host,
      long campaign,
      long kept,
      boolean truncated,
      boolean crosses) {
    assertThat(RowCaps.kept(sent, host, campaign))
        .isEqualTo(new RowCaps.Kept(kept, truncated, crosses));
  }

  @Test
  void never_more_than_any_of_the_three_and_truncated_just_when_something_is_left_out() {
    var random = new Random(1);
    for (int n = 0; n < 10_000; n++) {
      long sent = random.nextInt(20);
      long host = random.nextInt(20);
      long campaign = random.nextInt(20);

      var kept = RowCaps.kept(sent, host, campaign);

      assertThat(kept.rows()).isEqualTo(Math.min(sent, Math.min(host, campaign)));
      assertThat(kept.truncated()).isEqualTo(kept.rows() < sent);
      assertThat(kept.crosses()).isEqualTo(Math.min(sent, host) > campaign);
    }
  }
}
