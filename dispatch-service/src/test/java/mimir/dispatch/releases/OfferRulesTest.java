package mimir.dispatch.releases;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import mimir.contracts.agreed.Cohort;
import mimir.contracts.release.ReleaseEvent.SignedManifest;
import org.junit.jupiter.api.Test;

class OfferRulesTest {
  private static final Instant T0 = Instant.parse("2026-11-20T10:00:00Z");
  private static final UUID HOST = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");

  private static Rolled release(String version, int percent, int minutes) {
    return release(version, "linux", "amd64", percent, minutes);
  }

  private static Rolled release(String version, String os, String arch, int percent, int minutes) {
    return Rolled.of(
        UUID.randomUUID(),
        new SignedManifest(version, os, arch, "/api/x", "ab".repeat(32), "ab".repeat(64), T0),
        T0.plusSeconds(60L * minutes),
        percent);
  }

  private static Optional<String> offer(String runs, Rolled... releases) {
    return OfferRules.offer(List.of(releases), HOST, "linux", "amd64", runs).map(Rolled::version);
  }

  @Test
  void the_one_approved_most_recently_is_offered() {
    assertThat(offer("5.0.0", release("5.12.1", 100, 1), release("5.11.4", 100, 2)))
        .contains("5.11.4");
    assertThat(offer("5.0.0")).isEmpty();
  }

  @Test
  void of_the_hosts_own_platform() {
    assertThat(
            offer(
                "5.0.0",
                release("5.12.1", "darwin", "amd64", 100, 3),
                release("5.12.2", "linux", "arm64", 100, 2),
                release("5.12.3", "linux", "amd64", 100, 1)))
        .contains("5.12.3");
  }

  @Test
  void a_host_that_runs_it_gets_none_and_not_the_one_before() {
    assertThat(offer("5.11.4", release("5.12.1", 100, 1), release("5.11.4", 100, 2))).isEmpty();
  }

  @Test
  void a_pause_pushes_no_downgrade_and_an_approval_again_does() {
    assertThat(offer("5.13.0", release("5.12.1", 100, 1), release("5.13.0", 0, 2))).isEmpty();
    assertThat(offer("5.0.0", release("5.12.1", 100, 1), release("5.13.0", 0, 2)))
        .contains("5.12.1");
    assertThat(offer("5.13.0", release("5.12.1", 100, 3), release("5.13.0", 0, 2)))
        .contains("5.12.1");
  }

  @Test
  void a_deleted_one_still_pushes_no_downgrade() {
    Rolled deleted =
        new Rolled(
            UUID.randomUUID(),
            "5.13.0",
            "linux",
            "amd64",
            T0.plusSeconds(120),
            0,
            Optional.empty());

    assertThat(offer("5.13.0", release("5.12.1", 100, 1), deleted)).isEmpty();
    assertThat(offer("5.13.0", release("5.12.1", 100, 3), deleted)).contains("5.12.1");
    assertThat(offer("5.0.0", release("5.12.1", 100, 1), deleted)).contains("5.12.1");
  }

  /** 6052 is its place for 5.12.1, and 5317 for 5.11.4 (events.md). */
  @Test
  void a_host_outside_the_cohort_gets_none_and_not_an_older_one() {
    assertThat(offer("5.0.0", release("5.12.1", 60, 2))).isEmpty();
    assertThat(offer("5.0.0", release("5.12.1", 61, 2))).contains("5.12.1");
    assertThat(offer("5.0.0", release("5.12.1", 60, 2), release("5.11.4", 100, 1))).isEmpty();
  }

  @Test
  void the_answer_is_always_the_same_and_the_share_is_right() {
    var releases = List.of(release("5.12.1", 25, 1));
    long offered =
        IntStream.range(0, 20_000)
            .mapToObj(n -> new UUID(n, 7))
            .filter(
                host ->
                    OfferRules.offer(releases, host, "linux", "amd64", "5.0.0").isPresent()
                        && Cohort.reached(host, "5.12.1", 25))
            .count();

    // 5,000 with a standard deviation of 61.
    assertThat(offered).isBetween(4_817L, 5_183L);
  }
}
