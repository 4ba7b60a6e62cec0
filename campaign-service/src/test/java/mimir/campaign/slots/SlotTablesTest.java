package mimir.campaign.slots;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.CampaignEvent.CampaignArchived;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.CampaignKind;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class SlotTablesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");

  @Inject SlotTables tables;
  @Inject Jdbi jdbi;

  @BeforeEach
  void no_slot_is_held() {
    jdbi.useHandle(handle -> handle.execute("DELETE FROM slot"));
  }

  @Test
  void a_launch_holds_a_slot_to_the_end_of_its_window() {
    var launched = launched("alice", Duration.ofMinutes(10));
    project(launched);

    assertThat(tables.held(null, NOW))
        .containsExactly(
            new HeldSlot(launched.campaignId(), "osquery", "sweep", "alice", launched.liveUntil()));
    assertThat(tables.held(null, launched.liveUntil().minusMillis(1))).hasSize(1);
    assertThat(tables.held(null, launched.liveUntil())).isEmpty();
  }

  @Test
  void a_stop_and_an_archiving_free_the_slot() {
    var stopped = launched("alice", Duration.ofMinutes(10));
    var archived = launched("alice", Duration.ofMinutes(10));
    project(stopped, archived);

    project(
        new CampaignStopped(stopped.campaignId(), "bob", "", false, NOW.plusSeconds(5)),
        new CampaignArchived(archived.campaignId(), "bob", NOW.plusSeconds(6)));

    assertThat(tables.held(null, NOW.plusSeconds(6))).isEmpty();
    assertThat(tables.held(null, NOW.plusSeconds(4))).hasSize(2);
  }

  @Test
  void a_stop_after_the_window_does_not_hold_the_slot_longer() {
    var launched = launched("alice", Duration.ofMinutes(1));
    project(launched);

    project(new CampaignStopped(launched.campaignId(), "bob", "", false, NOW.plusSeconds(600)));

    assertThat(tables.held(null, NOW.plusSeconds(61))).isEmpty();
  }

  @Test
  void a_persons_slots_are_counted_alone() {
    project(launched("alice", Duration.ofMinutes(1)), launched("bob", Duration.ofMinutes(2)));

    assertThat(tables.held("bob", NOW)).extracting(HeldSlot::by).containsExactly("bob");
    assertThat(tables.held("carol", NOW)).isEmpty();
    assertThat(tables.held(null, NOW)).hasSize(2);
  }

  @Test
  void who_comes_second_counts_after_the_first_has_committed() throws Exception {
    var locked = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    try (var threads = Executors.newFixedThreadPool(2)) {
      var first =
          threads.submit(
              () ->
                  QuarkusTransaction.requiringNew()
                      .run(
                          () -> {
                            tables.lock("fleet");
                            locked.countDown();
                            await(goOn);
                            project(launched("alice", Duration.ofMinutes(1)));
                          }));
      await(locked);
      var second =
          threads.submit(
              () ->
                  QuarkusTransaction.requiringNew()
                      .call(
                          () -> {
                            // Opens the transaction before the first commits.
                            int before = tables.held(null, NOW).size();
                            goOn.countDown();
                            tables.lock("fleet");
                            return List.of(before, tables.held(null, NOW).size());
                          }));

      assertThat(second.get()).containsExactly(0, 1);
      first.get();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void project(CampaignEvent... events) {
    jdbi.useHandle(handle -> tables.project(handle, List.of(events)));
  }

  private static CampaignLaunched launched(String by, Duration window) {
    UUID id = Ids.next();
    return new CampaignLaunched(
        id,
        "sweep",
        CampaignKind.OSQUERY,
        by,
        NOW,
        NOW.plus(window),
        null,
        new FrozenTarget("all", 1),
        1,
        0,
        List.of(),
        List.of(),
        null,
        null,
        1,
        1,
        null);
  }
}
