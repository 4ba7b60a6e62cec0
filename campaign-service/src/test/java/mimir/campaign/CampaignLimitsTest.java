package mimir.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CampaignLimitsTest {

  @Test
  void the_defaults_are_the_documented_ones() {
    var limits = limits(Map.of());

    assertThat(limits.campaignPerHostRowCap()).isEqualTo(50_000);
    assertThat(limits.campaignAggregateRowCap()).isEqualTo(10_000_000);
    assertThat(limits.maxConcurrentHunts()).isEqualTo(5);
    assertThat(limits.perUserHuntIsolation()).isFalse();
    assertThat(limits.idempotencyKeep()).isEqualTo(Duration.ofDays(7));
    assertThat(limits.connectedWithin()).isEqualTo(Duration.ofSeconds(90));
    assertThat(limits.nonAdminHostCap()).isEqualTo(50);
    assertThat(limits.liveQueryRowCap()).isEqualTo(50_000);
    assertThat(limits.huntDirectories()).isEmpty();
  }

  @Test
  void the_environment_overrides_each() {
    var limits =
        limits(
            Map.of(
                "MIMIR_CAMPAIGN_PER_HOST_ROW_CAP", "7",
                "MIMIR_CAMPAIGN_AGGREGATE_ROW_CAP", "5000000000",
                "MIMIR_MAX_CONCURRENT_HUNTS", "3",
                "MIMIR_PER_USER_HUNT_ISOLATION", "true",
                "MIMIR_IDEMPOTENCY_KEEP", "2h",
                "MIMIR_CONNECTED_WITHIN", "9s",
                "MIMIR_NON_ADMIN_HOST_CAP", "8",
                "MIMIR_LIVE_QUERY_ROW_CAP", "77",
                "MIMIR_HUNT_DIRECTORIES", "/srv,/home/%"));

    assertThat(limits.campaignPerHostRowCap()).isEqualTo(7);
    assertThat(limits.campaignAggregateRowCap()).isEqualTo(5_000_000_000L);
    assertThat(limits.connectedWithin()).isEqualTo(Duration.ofSeconds(9));
    assertThat(limits.nonAdminHostCap()).isEqualTo(8);
    assertThat(limits.liveQueryRowCap()).isEqualTo(77);
    assertThat(limits.huntDirectories()).hasValue(List.of("/srv", "/home/%"));
    assertThat(limits.maxConcurrentHunts()).isEqualTo(3);
    assertThat(limits.perUserHuntIsolation()).isTrue();
    assertThat(limits.idempotencyKeep()).isEqualTo(Duration.ofHours(2));
  }

  private static CampaignLimits limits(Map<String, String> environment) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withSources(new EnvConfigSource(environment, 300))
        .withMapping(CampaignLimits.class)
        .withValidateUnknown(false)
        .build()
        .getConfigMapping(CampaignLimits.class);
  }
}
