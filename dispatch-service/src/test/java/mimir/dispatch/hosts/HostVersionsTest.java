package mimir.dispatch.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import mimir.dispatch.hosts.HostVersions.Counted;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HostVersionsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant CONNECTED_FROM = NOW.minusSeconds(90);

  @Inject HostVersions versions;
  @Inject Jdbi jdbi;

  private GivenHosts given;

  @BeforeEach
  void given() {
    given = new GivenHosts(jdbi, NOW);
  }

  @Test
  void hosts_are_counted_by_version_and_platform_the_commonest_first() {
    var version = given.mark;
    given.host("a", "linux", version, NOW);
    given.host("b", "linux", version, CONNECTED_FROM);
    given.host("c", "linux", version, CONNECTED_FROM.minusMillis(1));
    given.host("d", "windows", version, NOW);
    given.host("e", "darwin", version, NOW);

    assertThat(counted())
        .containsExactly(
            new Counted(version, "linux", 3, 2),
            new Counted(version, "darwin", 1, 1),
            new Counted(version, "windows", 1, 1));
  }

  @Test
  void a_decommissioned_host_is_in_no_number() {
    given.set(given.host("a", "linux", given.mark, NOW), "decommissioned_at = last_seen");

    assertThat(counted()).isEmpty();
  }

  @Test
  void there_are_no_more_than_were_asked_for() {
    given.host("a", "linux", given.mark, NOW);
    given.host("b", "darwin", given.mark, NOW);

    assertThat(versions.count(CONNECTED_FROM, 1)).hasSize(1);
  }

  private List<Counted> counted() {
    return versions.count(CONNECTED_FROM, 100_000).stream()
        .filter(each -> each.osqueryVersion().equals(given.mark))
        .toList();
  }
}
