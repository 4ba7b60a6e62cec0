package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CampaignTest {
  private static final UUID ID = UUID.randomUUID();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                                | crossed | stopped              | discard | received                    | refused
          A-9 an active one                   | false   |                      | false   | 2030-01-01T00:00:00Z        | false
          R-7 stopped, answered before        | false   | 2026-11-20T10:00:00Z | true    | 2026-11-20T09:59:59Z        | false
          R-7 stopped, answered that moment   | false   | 2026-11-20T10:00:00Z | true    | 2026-11-20T10:00:00Z        | false
          R-7 stopped, answered after         | false   | 2026-11-20T10:00:00Z | true    | 2026-11-20T10:00:00.000001Z | true
          R-7 stopped without discard, after  | false   | 2026-11-20T10:00:00Z | false   | 2026-11-20T11:00:00Z        | false
          R-4 active, and an answer did not fit | true  |                      | false   | 2026-11-20T10:00:00Z        | true
          R-4 stopped by the cap, before      | true    | 2026-11-20T10:00:00Z | true    | 2026-11-20T09:59:59Z        | true
          """)
  void refuses(
      String why,
      boolean crossed,
      Instant stopped,
      boolean discard,
      Instant received,
      boolean refused) {
    var campaign =
        new Campaign(
            ID, Instant.EPOCH, stopped, discard, 1, 10, 100, 0, crossed, false, false, false);

    assertThat(campaign.refuses(received)).isEqualTo(refused);
  }

  @Test
  void once_its_rows_were_dropped_it_refuses_all() {
    var campaign =
        new Campaign(
            ID, Instant.EPOCH, Instant.MAX, false, 1, 10, 100, 0, false, true, false, false);

    assertThat(campaign.refuses(Instant.EPOCH)).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                                      | queries | kept | more | fits
          R-4 to the very cap                       | 1       | 90   | 10   | true
          R-4 one row over it                       | 1       | 90   | 11   | false
          R-3 hosts answer more than once           | 2       | 0    | 1    | false
          """)
  void surely_fits(String why, int queries, long kept, long more, boolean fits) {
    var campaign =
        new Campaign(
            ID, Instant.EPOCH, null, false, queries, 10, 100, kept, false, false, false, false);

    assertThat(campaign.surelyFits(more)).isEqualTo(fits);
  }
}
