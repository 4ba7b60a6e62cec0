package mimir.campaign.targets;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.TestTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
@TestTransaction
class PreviewTargetsTest {
  private static final Instant SINCE = Instant.parse("2026-11-20T09:00:00Z");
  private static final Instant BEFORE = SINCE.minusNanos(1_000);

  @Inject PreviewTargets targets;
  @Inject Jdbi jdbi;

  @Test
  void the_fleet_is_counted_by_platform_and_by_last_contact() {
    nobodyElse();
    host("linux", SINCE, false);
    host("linux", SINCE.plusSeconds(60), false);
    host("linux", BEFORE, false);
    host("windows", BEFORE, false);

    var preview = targets.count(new Target.Fleet(), SINCE);

    assertThat(preview.hosts()).isEqualTo(4);
    assertThat(preview.connected()).isEqualTo(2);
    assertThat(preview.byPlatform())
        .isEqualTo(Map.of("linux", new Preview.Hosts(3, 2), "windows", new Preview.Hosts(1, 0)));
  }

  @Test
  void a_decommissioned_host_is_in_no_number() {
    nobodyElse();
    var kept = host("linux", SINCE, false);
    var gone = host("linux", SINCE, true);
    var one = Map.of("linux", new Preview.Hosts(1, 1));

    assertThat(targets.count(new Target.Fleet(), SINCE).byPlatform()).isEqualTo(one);
    assertThat(targets.count(new Target.Hosts(List.of(kept, gone)), SINCE).byPlatform())
        .isEqualTo(one);
    assertThat(targets.count(new Target.OsIn(List.of("linux")), SINCE).byPlatform()).isEqualTo(one);
  }

  @Test
  void of_a_list_only_those_that_exist_are_counted_and_each_once() {
    nobodyElse();
    var host = host("darwin", BEFORE, false);
    host("darwin", SINCE, false);

    var preview = targets.count(new Target.Hosts(List.of(host, host, UUID.randomUUID())), SINCE);

    assertThat(preview.hosts()).isEqualTo(1);
    assertThat(preview.byPlatform()).isEqualTo(Map.of("darwin", new Preview.Hosts(1, 0)));
  }

  @Test
  void of_platforms_only_those_are_counted() {
    nobodyElse();
    host("linux", SINCE, false);
    host("freebsd", SINCE, false);
    host("windows", BEFORE, false);

    var preview = targets.count(new Target.OsIn(List.of("windows", "linux", "darwin")), SINCE);

    assertThat(preview.byPlatform())
        .isEqualTo(Map.of("linux", new Preview.Hosts(1, 1), "windows", new Preview.Hosts(1, 0)));
    assertThat(preview.byPlatform().sequencedKeySet()).containsExactly("linux", "windows");
  }

  @Test
  void where_nobody_is_nobody_is_counted() {
    nobodyElse();
    host("linux", SINCE, true);

    var preview = targets.count(new Target.Fleet(), SINCE);

    assertThat(preview.hosts()).isZero();
    assertThat(preview.connected()).isZero();
    assertThat(preview.byPlatform()).isEmpty();
  }

  /** Of the other tests: until this one's transaction is rolled back. */
  private void nobodyElse() {
    jdbi.useHandle(handle -> handle.execute("DELETE FROM host"));
  }

  private UUID host(String platform, Instant seen, boolean gone) {
    var id = UUID.randomUUID();
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO host (host_id, hostname, platform, last_seen, decommissioned_at)
                    VALUES (:id, 'h', :platform, :seen, :gone)
                    """)
                .bind("id", id)
                .bind("platform", platform)
                .bind("seen", seen)
                .bind("gone", gone ? seen : null)
                .execute());
    return id;
  }
}
