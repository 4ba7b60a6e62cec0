package mimir.campaign.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.flag.FlagEvent.FlagFlipped;
import org.junit.jupiter.api.Test;

class OfflineCampaignsTest {
  // Nothing is followed before the application starts.
  private final OfflineCampaigns gate = new OfflineCampaigns(null);

  @Test
  void it_is_off_until_told_otherwise() {
    assertThatThrownBy(gate::requireEnabled)
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CAMPAIGNS_DISABLED));
  }

  @Test
  void the_last_flip_holds() {
    FlagSwitch.set(gate, true);
    assertThatCode(gate::requireEnabled).doesNotThrowAnyException();

    FlagSwitch.set(gate, false);

    assertThatThrownBy(gate::requireEnabled).isInstanceOf(Refused.class);
  }

  @Test
  void another_flag_changes_nothing() {
    gate.apply(new FlagFlipped("something_else", true, "alice"));

    assertThatThrownBy(gate::requireEnabled).isInstanceOf(Refused.class);
  }
}
