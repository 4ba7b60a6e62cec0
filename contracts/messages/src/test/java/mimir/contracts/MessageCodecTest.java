package mimir.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import mimir.contracts.dispatch.HostEvent;
import mimir.contracts.ingest.ResponseEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * what no version of the software can have written is told apart from what a newer one has.
 */
class MessageCodecTest {
  private static final String CAMPAIGN = "01890a5d-ac96-774b-bcce-b302099a8057";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          an empty object           | {}
          no campaign id            | {"items":[]}
          no list                   | {"campaign_id":"ID"}
          null in the list          | {"campaign_id":"ID","items":[null]}
          half an item              | {"campaign_id":"ID","items":[{"host_id":"ID"}]}
          a number that is no number| {"campaign_id":"ID","rows_kept":"12","cap":5}
          no JSON                   | {"campaign_id":
          something behind it       | {"campaign_id":"ID","items":[]} x
          JSON null                 | null
          an array                  | []
          """)
  void is_undecodable(String why, String json) {
    var type =
        json.contains("rows_kept")
            ? "mimir.campaign.cap_crossed.v1"
            : "mimir.responses.recorded.v1";
    var bytes = json.replace("ID", CAMPAIGN).getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> ResponseEvent.CODEC.decode(type, bytes))
        .isInstanceOf(MessageCodec.Undecodable.class);
  }

  @Test
  void a_field_that_may_be_absent_is_null() throws MessageCodec.Undecodable {
    var json =
        """
        {"host_id":"ID","hostname":"a","platform":"linux","labels":{},
         "enrolled_at":"2026-11-20T00:00:00Z","last_seen":"2026-11-20T00:00:00Z"}
        """;

    var host =
        HostEvent.CODEC
            .decode(
                "mimir.host.changed.v1",
                json.replace("ID", CAMPAIGN).getBytes(StandardCharsets.UTF_8))
            .map(HostEvent.HostChanged.class::cast)
            .orElseThrow();

    assertThat(host.decommissionedAt()).isNull();
    assertThat(host.osVersion()).isNull();
  }
}
