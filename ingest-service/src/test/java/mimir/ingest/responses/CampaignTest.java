package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
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
          case                                | stopped              | discard | received                    | refused
          A-9 an active one                   |                      | false   | 2030-01-01T00:00:00Z        | false
          R-7 stopped, answered before        | 2026-11-20T10:00:00Z | true    | 2026-11-20T09:59:59Z        | false
          R-7 stopped, answered that moment   | 2026-11-20T10:00:00Z | true    | 2026-11-20T10:00:00Z        | false
          R-7 stopped, answered after         | 2026-11-20T10:00:00Z | true    | 2026-11-20T10:00:00.000001Z | true
          R-7 stopped without discard, after  | 2026-11-20T10:00:00Z | false   | 2026-11-20T11:00:00Z        | false
          """)
  void refuses(String why, Instant stopped, boolean discard, Instant received, boolean refused) {
    var campaign = new Campaign(ID, Instant.EPOCH, stopped, discard);

    assertThat(campaign.refuses(received)).isEqualTo(refused);
  }
}
