package mimir.ingest.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class AlertIdTest {
  private static final UUID LAUNCH = UUID.fromString("0199e0a4-7c1e-7d31-9b52-3f6a1c0d8e11");
  private static final UUID HOST = UUID.fromString("3f2b8f7e-0c6a-4b7e-9d0e-1a2b3c4d5e6f");
  private static final UUID IOC = UUID.fromString("0199b2f0-11d4-7c56-8f2d-0a1b2c3d4e5f");

  /** Made once with sha256sum; whoever has kept ids of alerts counts on it. */
  @Test
  void it_follows_from_launch_host_and_indicator_and_never_changes() {
    assertThat(AlertId.of(LAUNCH, HOST, IOC)).hasToString("7a5f5e6c-5237-8e98-8e65-d08e6d5258cd");
    assertThat(AlertId.of(LAUNCH, HOST, IOC).version()).isEqualTo(8);
    assertThat(AlertId.of(LAUNCH, HOST, IOC).variant()).isEqualTo(2);
  }

  @Test
  void another_of_them_is_another_alert() {
    assertThat(AlertId.of(LAUNCH, HOST, LAUNCH)).isNotEqualTo(AlertId.of(LAUNCH, HOST, IOC));
    assertThat(AlertId.of(LAUNCH, IOC, HOST)).isNotEqualTo(AlertId.of(LAUNCH, HOST, IOC));
    assertThat(AlertId.of(IOC, HOST, IOC)).isNotEqualTo(AlertId.of(LAUNCH, HOST, IOC));
  }
}
