package mimir.campaign.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.quarkus.test.TestTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import mimir.campaign.SeededCampaign;
import mimir.campaign.SeededCampaign.Assignment;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
@TestTransaction
class PendingHostsTest {
  private static final Instant SINCE = Instant.parse("2026-11-20T11:00:00Z");

  @Inject PendingHosts pending;
  @Inject SeededEnds ends;
  @Inject Jdbi jdbi;

  @Test
  void who_has_answered_all_is_not_pending_and_who_has_answered_a_part_is() {
    var campaign = SeededCampaign.in(jdbi, 3, 3, 3);
    var hosts = List.copyOf(campaign.hosts().keySet());
    campaign.queries().forEach(query -> end(campaign, hosts.get(0), query));
    end(campaign, hosts.get(1), campaign.queries().getFirst());

    var page = pending.page(campaign.id(), null, 10, SINCE);

    assertThat(page)
        .extracting(PendingHost::hostId, PendingHost::pendingJobs)
        .containsExactlyInAnyOrder(tuple(hosts.get(1), 2), tuple(hosts.get(2), 3));
  }

  @Test
  void nobody_is_pending_when_all_have_ended() {
    var campaign = SeededCampaign.in(jdbi, 1);
    end(campaign, campaign.hosts().keySet().iterator().next(), campaign.queries().getFirst());

    assertThat(pending.page(campaign.id(), null, 10, SINCE)).isEmpty();
    assertThat(pending.exists(campaign.id())).isTrue();
    assertThat(pending.exists(UUID.randomUUID())).isFalse();
  }

  @Test
  void connected_is_who_was_seen_since_and_is_not_decommissioned() {
    var campaign = SeededCampaign.in(jdbi, 1, 1, 1, 1);
    var hosts = List.copyOf(campaign.hosts().keySet());
    host(hosts.get(0), "seen", SINCE, null);
    host(hosts.get(1), "away", SINCE.minusMillis(1), null);
    host(hosts.get(2), "gone", SINCE, SINCE);

    var page = pending.page(campaign.id(), null, 10, SINCE);

    assertThat(page)
        .containsExactlyInAnyOrder(
            new PendingHost(hosts.get(0), "seen", 1, true),
            new PendingHost(hosts.get(1), "away", 1, false),
            new PendingHost(hosts.get(2), "gone", 1, false),
            new PendingHost(hosts.get(3), null, 1, false));
  }

  @Test
  void pages_meet_without_a_gap_or_a_repetition() {
    var campaign = SeededCampaign.in(jdbi, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    SeededCampaign.in(jdbi, 1, 1, 1);
    var paged = new ArrayList<UUID>();
    UUID after = null;
    List<PendingHost> page;
    do {
      page = pending.page(campaign.id(), after, 2, SINCE);
      page.forEach(host -> paged.add(host.hostId()));
      after = page.isEmpty() ? null : page.getLast().hostId();
    } while (!page.isEmpty());

    assertThat(paged)
        .containsExactlyInAnyOrderElementsOf(campaign.hosts().keySet())
        .isSortedAccordingTo((a, b) -> a.toString().compareTo(b.toString()));
  }

  /** At a million assigned hosts nothing may be sorted or read from its beginning. */
  @Test
  void a_page_walks_the_two_primary_keys_and_sorts_nothing() {
    var campaign = UUID.randomUUID();
    jdbi.useHandle(
        handle -> {
          handle.execute(
              """
              INSERT INTO assigned_host
              SELECT ?, md5(n::text)::uuid, 1
              FROM generate_series(1, 50000) AS n
              """,
              campaign);
          handle.execute(
              """
              INSERT INTO host_coverage
              SELECT campaign_id, host_id, 1, 1, 0, 0, 0
              FROM assigned_host
              WHERE campaign_id = ? AND host_id < 'cccccccc-cccc-cccc-cccc-cccccccccccc'
              """,
              campaign);
          handle.execute(
              """
              INSERT INTO host
              SELECT host_id, 'h', 'linux', now(), NULL
              FROM assigned_host
              WHERE campaign_id = ?
              """,
              campaign);
          handle.execute("ANALYZE assigned_host, host_coverage, host");
        });

    var plan = plan(campaign);

    assertThat(plan)
        .contains("assigned_host_pkey", "host_coverage_pkey", "host_pkey")
        .doesNotContain("Seq Scan", "Hash");
    assertThat(plan.substring(plan.indexOf("Limit"))).doesNotContain("Sort");
  }

  private String plan(UUID campaign) {
    return jdbi.withHandle(
        handle ->
            String.join(
                "\n",
                handle
                    .createQuery("EXPLAIN " + PendingHosts.PAGE)
                    .bind("campaign_id", campaign)
                    .bind("after", new UUID(1L << 62, 0))
                    .bind("limit", 51)
                    .bind("connected_since", SINCE)
                    .mapTo(String.class)
                    .list()));
  }

  private void end(SeededCampaign campaign, UUID host, UUID query) {
    ends.cancel(new Assignment(campaign.id(), host, query), SINCE);
  }

  private void host(UUID id, String name, Instant seenAt, Instant goneAt) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("INSERT INTO host VALUES (:id, :name, 'linux', :seen, :gone)")
                .bind("id", id)
                .bind("name", name)
                .bind("seen", seenAt)
                .bind("gone", goneAt)
                .execute());
  }
}
