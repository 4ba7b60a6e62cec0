package mimir.dispatch.assignments;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mimir.dispatch.assignments.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mimir.contracts.Topics;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.CampaignEvent.CampaignArchived;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.HuntEvent;
import mimir.contracts.campaign.HuntEvent.HuntCancelled;
import mimir.contracts.campaign.HuntEvent.HuntLaunched;
import mimir.contracts.campaign.HuntEvent.HuntWindowEnded;
import mimir.contracts.campaign.LiveQueryEvent;
import mimir.contracts.campaign.LiveQueryEvent.LiveQueryEnded;
import mimir.contracts.campaign.LiveQueryEvent.LiveQueryLaunched;
import mimir.contracts.dispatch.AssignmentEvent;
import mimir.contracts.dispatch.WorkEvent;
import mimir.contracts.dispatch.WorkEvent.HostsWaiting;
import mimir.contracts.runtime.TopicNames;
import mimir.dispatch.Kafka;
import mimir.dispatch.Locks;
import mimir.dispatch.TestClock;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ConsumersTest {
  private static final Duration LEASE = Duration.ofMinutes(30);

  @Inject AssignmentConsumer assignments;
  @Inject CampaignConsumer campaigns;
  @Inject HuntConsumer hunts;
  @Inject LiveQueryConsumer liveQueries;
  @Inject Announcements news;
  @Inject AssignmentEnds ends;
  @Inject AssignmentLedger ledger;
  @Inject ClaimAssignments claims;
  @Inject TopicNames topics;
  @Inject Jdbi jdbi;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  private final UUID campaign = UUID.randomUUID();
  private final UUID query = UUID.randomUUID();
  private final UUID host = UUID.randomUUID();
  private final AssignmentEvent chunk = Given.chunk(campaign, List.of(host), query);
  private final CampaignEvent launched = Given.launched(campaign, NOW, query);
  private final CampaignEvent stopped = new CampaignStopped(campaign, "a", "enough", true, NOW);
  private Given given;

  @BeforeEach
  void given() {
    given = new Given(jdbi);
  }

  @Test
  void a_launch_and_its_chunk_make_work_and_announce_it() {
    campaigns.on(Kafka.batch(CampaignEvent.CODEC, launched));
    assignments.on(Kafka.batch(AssignmentEvent.CODEC, chunk));

    assertThat(claimable()).isEqualTo(1);
    assertThat(announcements()).containsExactly(new HostsWaiting(List.of(host)));
  }

  @Test
  void a_chunk_before_its_launch_is_announced_again_with_the_launch() {
    assignments.on(Kafka.batch(AssignmentEvent.CODEC, chunk));
    campaigns.on(Kafka.batch(CampaignEvent.CODEC, launched));

    assertThat(claimable()).isEqualTo(1);
    assertThat(announcements())
        .containsExactly(new HostsWaiting(List.of(host)), new HostsWaiting(List.of(host)));
  }

  @Test
  void a_live_only_hunt_is_asked_under_its_own_id_until_its_window_ends() {
    assignments.on(Kafka.batch(AssignmentEvent.CODEC, chunk));
    hunts.on(Kafka.batch(HuntEvent.CODEC, hunt(null)));

    assertThat(announcements()).hasSize(2);
    assertThat(given.count(campaign, "pending")).isEqualTo(1);

    hunts.on(Kafka.batch(HuntEvent.CODEC, new HuntWindowEnded(campaign, NOW)));

    assertThat(claimable()).isZero();
    new StopSweep(jdbi, ends, new TestClock(NOW)).sweep();
    assertThat(given.count(campaign, "cancelled")).isEqualTo(1);
  }

  @Test
  void a_live_only_hunt_that_is_cancelled_is_not_asked_any_more() {
    assignments.on(Kafka.batch(AssignmentEvent.CODEC, chunk));
    hunts.on(
        Kafka.batch(
            HuntEvent.CODEC, List.of(hunt(null), new HuntCancelled(campaign, null, "a", NOW))));

    assertThat(claimable()).isZero();
  }

  @Test
  void a_live_query_is_asked_under_its_own_id_until_it_ends() {
    assignments.on(Kafka.batch(AssignmentEvent.CODEC, chunk));
    LiveQueryEvent asked =
        new LiveQueryLaunched(
            campaign,
            "a",
            NOW,
            NOW.plusSeconds(60),
            new FrozenTarget("hosts", 1),
            1,
            new FrozenQuery(query, "osquery", "SELECT 1"),
            50_000);
    liveQueries.on(Kafka.batch(LiveQueryEvent.CODEC, asked));
    assertThat(announcements()).hasSize(2);
    assertThat(given.count(campaign, "pending")).isEqualTo(1);

    liveQueries.on(
        Kafka.batch(
            LiveQueryEvent.CODEC, new LiveQueryEnded(campaign, LiveQueryEvent.End.ROW_CAP, NOW)));

    assertThat(claimable()).isZero();
  }

  @Test
  void a_hunt_with_a_campaign_is_the_campaigns() {
    var ofCampaign = UUID.randomUUID();
    campaigns.on(Kafka.batch(CampaignEvent.CODEC, launched));
    assignments.on(Kafka.batch(AssignmentEvent.CODEC, chunk));
    hunts.on(
        Kafka.batch(
            HuntEvent.CODEC,
            List.of(hunt(ofCampaign), new HuntCancelled(campaign, ofCampaign, "a", NOW))));

    assertThat(claimable()).isEqualTo(1);
  }

  /** The campaign's id as a hunt's. */
  private HuntEvent hunt(UUID ofCampaign) {
    return new HuntLaunched(
        campaign,
        "hunt",
        "a",
        NOW,
        NOW.plusSeconds(600),
        new FrozenTarget("hosts", 1),
        90,
        ofCampaign,
        1,
        0,
        ofCampaign == null ? List.of(new FrozenQuery(query, "ipv4_snapshot", "SELECT 1")) : null,
        ofCampaign == null ? List.of() : null,
        10,
        10);
  }

  @Test
  void a_redelivered_chunk_changes_nothing_and_is_announced_again() {
    campaigns.on(Kafka.batch(CampaignEvent.CODEC, launched));
    var batch = Kafka.batch(AssignmentEvent.CODEC, chunk);
    assignments.on(batch);
    claims.claim(host, NOW.plus(Duration.ofDays(4_000)), LEASE, 1, 10);

    assignments.on(batch);

    assertThat(given.count(campaign, "leased")).isEqualTo(1);
    assertThat(given.count(campaign, "pending")).isZero();
    assertThat(announcements()).hasSize(2);
  }

  @Test
  void a_stop_before_the_chunk_leaves_nothing_to_claim_and_is_swept() {
    campaigns.on(Kafka.batch(CampaignEvent.CODEC, launched));
    campaigns.on(Kafka.batch(CampaignEvent.CODEC, stopped));
    assignments.on(Kafka.batch(AssignmentEvent.CODEC, chunk));

    assertThat(claimable()).isZero();
    new StopSweep(jdbi, ends, new TestClock(NOW)).sweep();
    assertThat(given.count(campaign, "cancelled")).isEqualTo(1);
  }

  @Test
  void a_chunk_is_swept_also_when_its_campaign_came_and_stopped_while_it_was_being_written()
      throws Exception {
    var held = Given.chunk(UUID.randomUUID(), List.of(host), query);
    var batch = Kafka.batch(AssignmentEvent.CODEC, List.of(chunk, held));
    var sweep = new StopSweep(jdbi, ends, new TestClock(NOW));
    Future<?> written;
    try (var threads = Executors.newSingleThreadExecutor()) {
      written =
          QuarkusTransaction.requiringNew()
              .call(
                  () -> {
                    // The second chunk of the batch waits for this, after the first was written.
                    ledger.assign(held, NOW);
                    Future<?> writing = threads.submit(() -> assignments.on(batch));
                    Locks.awaitWaiting(jdbi);
                    QuarkusTransaction.suspendingExisting()
                        .run(
                            () -> {
                              campaigns.on(Kafka.batch(CampaignEvent.CODEC, launched));
                              campaigns.on(Kafka.batch(CampaignEvent.CODEC, stopped));
                              sweep.sweep();
                            });
                    return writing;
                  });
    }
    written.get();

    sweep.sweep();

    assertThat(given.count(campaign, "cancelled")).isEqualTo(1);
  }

  @Test
  void a_redelivered_launch_does_not_wake_a_stopped_campaign() {
    var launch = Kafka.batch(CampaignEvent.CODEC, launched);
    campaigns.on(launch);
    assignments.on(Kafka.batch(AssignmentEvent.CODEC, chunk));
    campaigns.on(Kafka.batch(CampaignEvent.CODEC, stopped));

    campaigns.on(launch);
    campaigns.on(Kafka.batch(CampaignEvent.CODEC, launched));

    assertThat(claimable()).isZero();
  }

  @Test
  void an_archived_campaign_hands_out_nothing() {
    campaigns.on(Kafka.batch(CampaignEvent.CODEC, launched));
    assignments.on(Kafka.batch(AssignmentEvent.CODEC, chunk));

    campaigns.on(Kafka.batch(CampaignEvent.CODEC, new CampaignArchived(campaign, "alice", NOW)));

    assertThat(claimable()).isZero();
  }

  @Test
  void a_campaign_of_many_hosts_is_announced_in_messages_of_a_thousand() {
    var hosts = Given.ids(2_500);
    ledger.assign(Given.chunk(campaign, List.of(hosts), query), NOW);

    campaigns.on(Kafka.batch(CampaignEvent.CODEC, launched));

    // As PostgreSQL sorts them.
    var sorted = Arrays.stream(hosts).sorted(Comparator.comparing(UUID::toString)).toList();
    for (int from = 0; from < sorted.size(); from += 1_000) {
      var page = sorted.subList(from, Math.min(from + 1_000, sorted.size()));
      assertThat(announcements(page.getFirst())).containsExactly(new HostsWaiting(page));
    }
  }

  @Test
  void a_host_that_has_work_again_is_announced_alone() {
    news.workAgain(host);

    Awaitility.await()
        .untilAsserted(
            () -> assertThat(announcements()).containsExactly(new HostsWaiting(List.of(host))));
  }

  @Test
  void types_of_a_newer_version_are_skipped() {
    var unknown = "?".getBytes(UTF_8);

    campaigns.on(Kafka.batch("mimir.campaign.launched.v9", unknown));
    assignments.on(Kafka.batch("mimir.assignments.created.v9", unknown));

    assertThat(announcements()).isEmpty();
  }

  private int claimable() {
    // The consumer assigns at the time of the wall clock.
    return claims.claim(host, NOW.plus(Duration.ofDays(4_000)), LEASE, 5, 10).size();
  }

  private List<WorkEvent> announcements() {
    return announcements(host);
  }

  private List<WorkEvent> announcements(UUID first) {
    return Kafka.all(bootstrap, topics.of(Topics.DISPATCH_WORK), first.toString(), WorkEvent.CODEC);
  }
}
