package mimir.release.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.agent.AgentEvent;
import mimir.contracts.agent.AgentEvent.UpdateOffered;
import mimir.contracts.agent.AgentEvent.UpdateReported;
import mimir.contracts.agent.AgentEvent.UpdateStatus;
import mimir.contracts.dispatch.HostEvent;
import mimir.contracts.dispatch.HostEvent.HostChanged;
import mimir.contracts.release.ReleaseEvent;
import mimir.contracts.release.ReleaseEvent.ReleaseApproved;
import mimir.contracts.release.ReleaseEvent.ReleaseDeleted;
import mimir.contracts.release.ReleaseEvent.ReleaseRegistered;
import mimir.contracts.release.ReleaseEvent.RolloutAutoPaused;
import mimir.contracts.release.ReleaseEvent.RolloutSet;
import mimir.contracts.release.ReleaseEvent.SignedManifest;
import mimir.contracts.runtime.Ids;
import mimir.release.catalogue.Release;
import mimir.release.catalogue.Releases;
import mimir.release.catalogue.Signed;
import mimir.release.rollout.OfferTables;
import mimir.release.rollout.Offers;
import mimir.release.rollout.RolloutHealth;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rollouts that go well and badly; also the statements of {@link OfferTables}. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "release"))
class WatchRolloutsTest {
  private static final Duration SILENT_AFTER = Duration.ofHours(1);

  @Inject WatchRollouts watch;
  @Inject Releases releases;
  @Inject OfferTables tables;
  @Inject Offers offers;
  @Inject Jdbi jdbi;

  private final String version = Signed.version();
  private final UUID id = Ids.next();
  private final Instant began = Instant.now().minus(Duration.ofHours(3));
  private final SignedManifest manifest =
      new SignedManifest(
          version, "linux", "amd64", "/api/v1/x", "ab".repeat(32), "ab".repeat(64), began);

  @BeforeEach
  void a_release_at_25_percent() {
    // What is usual in the fleet is of one test.
    jdbi.useHandle(handle -> handle.execute("DELETE FROM host"));
    append(new ReleaseRegistered(id, manifest, "alice", began));
    append(new ReleaseApproved(id, manifest, 0, "bob", began));
    append(new RolloutSet(id, manifest, began, 25, "bob", began));
  }

  private void append(ReleaseEvent event) {
    QuarkusTransaction.requiringNew().run(() -> releases.append(releases.open(id), "test", event));
  }

  private Release release() {
    return QuarkusTransaction.requiringNew().call(() -> Release.of(releases.open(id).events()));
  }

  private UUID offered(Duration after) {
    UUID host = UUID.randomUUID();
    seen(host, "5.0.0", began);
    offers.agents(List.<AgentEvent>of(new UpdateOffered(host, id, version, began.plus(after))));
    return host;
  }

  private void seen(UUID host, String runs, Instant at) {
    seen(host, "linux", runs, at);
  }

  private void seen(UUID host, String platform, String runs, Instant at) {
    offers.hosts(
        List.<HostEvent>of(
            new HostChanged(host, "h", platform, null, "amd64", runs, Map.of(), began, at, null)));
  }

  private void reported(UUID host, UpdateStatus status, Duration after) {
    offers.agents(
        List.<AgentEvent>of(new UpdateReported(host, version, status, "why", began.plus(after))));
  }

  private RolloutHealth health() {
    return tables
        .health(List.of(id), OfferTables.EVER, Instant.now().minus(SILENT_AFTER), SILENT_AFTER)
        .getOrDefault(id, RolloutHealth.NONE);
  }

  private void well(int hosts) {
    for (int n = 0; n < hosts; n++) {
      UUID host = offered(Duration.ofMinutes(1));
      seen(host, version, Instant.now());
    }
  }

  @Test
  void each_host_counts_once_as_what_it_is() {
    assertThat(health()).isEqualTo(RolloutHealth.NONE);
    UUID says = offered(Duration.ofMinutes(1));
    reported(says, UpdateStatus.INSTALLED, Duration.ofMinutes(2));
    seen(says, "5.0.0", Instant.now());
    UUID runs = offered(Duration.ofMinutes(1));
    seen(runs, version, Instant.now());
    UUID failed = offered(Duration.ofMinutes(1));
    reported(failed, UpdateStatus.FAILED, Duration.ofMinutes(2));
    UUID waits = offered(Duration.ofMinutes(1));
    seen(waits, "5.0.0", Instant.now());
    offered(Duration.ofMinutes(1));

    assertThat(health()).isEqualTo(new RolloutHealth(5, 2, 1, 1));

    // It failed, and then it worked.
    seen(failed, version, Instant.now());
    assertThat(health()).isEqualTo(new RolloutHealth(5, 3, 0, 1));
  }

  @Test
  void what_is_told_again_or_of_another_version_changes_nothing() {
    UUID host = offered(Duration.ofMinutes(5));
    reported(host, UpdateStatus.FAILED, Duration.ofMinutes(4));
    offers.agents(
        List.<AgentEvent>of(
            new UpdateOffered(host, id, version, began.plusSeconds(1)),
            new UpdateReported(
                host, version + "x", UpdateStatus.FAILED, "", began.plusSeconds(999))));
    seen(host, "5.0.0", Instant.now());

    assertThat(health()).isEqualTo(new RolloutHealth(1, 0, 0, 0));
  }

  @Test
  void failures_of_too_many_pause_it_with_the_reason() {
    well(20);
    for (int n = 0; n < 3; n++) {
      reported(offered(Duration.ofMinutes(1)), UpdateStatus.FAILED, Duration.ofMinutes(2));
    }

    watch.watch();
    watch.watch();

    assertThat(((Release.Approved) release()).percent()).isZero();
    List<ReleaseEvent> events =
        QuarkusTransaction.requiringNew().call(() -> releases.open(id).events());
    assertThat(events.getLast())
        .isInstanceOfSatisfying(
            RolloutAutoPaused.class,
            paused -> {
              assertThat(paused.offered()).isEqualTo(23);
              assertThat(paused.failed()).isEqualTo(3);
            });
    assertThat(events).hasSize(4);
  }

  @Test
  void so_does_silence_but_not_of_two() {
    well(20);
    offered(Duration.ofMinutes(1));
    offered(Duration.ofMinutes(1));
    watch.watch();
    assertThat(((Release.Approved) release()).percent()).isEqualTo(25);

    offered(Duration.ofMinutes(1));
    watch.watch();
    assertThat(((Release.Approved) release()).percent()).isZero();
  }

  @Test
  void when_nobody_is_heard_of_it_is_not_the_hosts_that_are_silent() {
    for (int n = 0; n < 5; n++) {
      offered(Duration.ofMinutes(1));
    }

    watch.watch();

    assertThat(((Release.Approved) release()).percent()).isEqualTo(25);
  }

  @Test
  void a_build_that_dies_soon_after_it_was_installed_is_silent() {
    UUID dies = offered(Duration.ofMinutes(1));
    reported(dies, UpdateStatus.INSTALLED, Duration.ofMinutes(2));
    seen(dies, version, began.plus(Duration.ofMinutes(30)));
    UUID survives = offered(Duration.ofMinutes(1));
    reported(survives, UpdateStatus.INSTALLED, Duration.ofMinutes(2));
    seen(survives, version, began.plus(Duration.ofMinutes(70)));
    assertThat(health()).isEqualTo(new RolloutHealth(2, 1, 0, 1));

    seen(dies, version, Instant.now());
    assertThat(health()).isEqualTo(new RolloutHealth(2, 2, 0, 0));
  }

  @Test
  void a_host_that_asks_for_it_again_does_not_run_it_any_more() {
    UUID host = offered(Duration.ofMinutes(1));
    reported(host, UpdateStatus.INSTALLED, Duration.ofMinutes(2));
    seen(host, "5.0.0", Instant.now());
    assertThat(health()).isEqualTo(new RolloutHealth(1, 1, 0, 0));

    offers.agents(
        List.<AgentEvent>of(
            new UpdateOffered(host, id, version, began.plus(Duration.ofMinutes(3)))));

    assertThat(health()).isEqualTo(new RolloutHealth(1, 0, 0, 0));
  }

  /** Laptops that are closed in the evening, offered or not. */
  @Test
  void silence_that_is_usual_in_the_fleet_pauses_nothing() {
    others(20, "linux", Instant.now());
    others(20, "linux", began.plusSeconds(1));
    well(5);
    silent(5);
    assertThat(health()).isEqualTo(new RolloutHealth(10, 5, 0, 5));
    watch.watch();
    assertThat(((Release.Approved) release()).percent()).isEqualTo(25);

    silent(10);
    watch.watch();
    assertThat(((Release.Approved) release()).percent()).isZero();
  }

  /** What laptops of another platform do is no excuse. */
  @Test
  void usual_is_what_is_usual_for_the_platform() {
    others(100, "windows", began.plusSeconds(1));
    others(20, "linux", Instant.now());
    well(5);
    silent(5);

    watch.watch();

    assertThat(((Release.Approved) release()).percent()).isZero();
  }

  /** At 100 % there are no others; those that have survived it show what is usual. */
  @Test
  void hosts_that_have_survived_it_are_like_others() {
    for (int n = 0; n < 40; n++) {
      UUID host = offered(Duration.ofMinutes(1));
      reported(host, UpdateStatus.INSTALLED, Duration.ofMinutes(2));
      // Half of them were closed after that.
      seen(host, version, n < 20 ? Instant.now() : began.plus(Duration.ofMinutes(70)));
    }
    silent(6);
    well(6);
    assertThat(health()).isEqualTo(new RolloutHealth(52, 46, 0, 6));
    watch.watch();
    assertThat(((Release.Approved) release()).percent()).isEqualTo(25);

    silent(12);
    watch.watch();
    assertThat(((Release.Approved) release()).percent()).isZero();
  }

  private void silent(int hosts) {
    for (int n = 0; n < hosts; n++) {
      offered(Duration.ofMinutes(1));
    }
  }

  private void others(int hosts, String platform, Instant seen) {
    for (int n = 0; n < hosts; n++) {
      seen(UUID.randomUUID(), platform, "5.0.0", seen);
    }
  }

  @Test
  void what_hosts_say_that_failed_is_told_the_commonest_first() {
    for (int n = 0; n < 3; n++) {
      reported(offered(Duration.ofMinutes(1)), UpdateStatus.FAILED, Duration.ofMinutes(2));
    }
    UUID other = offered(Duration.ofMinutes(1));
    offers.agents(
        List.<AgentEvent>of(
            new UpdateReported(
                other, version, UpdateStatus.FAILED, "another", began.plusSeconds(120))));

    assertThat(tables.failures(List.of(id), OfferTables.EVER).get(id))
        .containsExactly(new OfferTables.Failure("why", 3), new OfferTables.Failure("another", 1));
    assertThat(tables.failures(List.of(id), Instant.now())).isEmpty();
    watch.watch();
    assertThat(
            QuarkusTransaction.requiringNew()
                .call(() -> releases.open(id).events().getLast().toString()))
        .contains("say: why");
  }

  @Test
  void of_what_is_deleted_the_offers_are_forgotten_later() {
    offered(Duration.ofMinutes(1));
    tables.forget(Instant.now());
    assertThat(health().offered()).isEqualTo(1);

    append(new ReleaseDeleted(id, version, "linux", "amd64", null, "bob", Instant.now()));
    tables.forget(began);
    assertThat(health().offered()).isEqualTo(1);
    tables.forget(Instant.now());
    assertThat(health()).isEqualTo(RolloutHealth.NONE);
  }

  @Test
  void what_was_before_an_admin_began_again_does_not_count() {
    for (int n = 0; n < 3; n++) {
      reported(offered(Duration.ofMinutes(1)), UpdateStatus.FAILED, Duration.ofMinutes(2));
    }
    watch.watch();
    append(new RolloutSet(id, manifest, began, 1, "bob", Instant.now()));

    watch.watch();

    assertThat(((Release.Approved) release()).percent()).isEqualTo(1);
  }
}
