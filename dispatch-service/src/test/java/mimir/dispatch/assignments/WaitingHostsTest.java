package mimir.dispatch.assignments;

import static mimir.dispatch.assignments.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class WaitingHostsTest {
  private static final Duration LEASE = Duration.ofMinutes(30);

  @Inject ClaimAssignments claims;
  @Inject WaitingHosts waiting;
  @Inject Jdbi jdbi;

  private final UUID host = UUID.randomUUID();
  private Given given;

  @BeforeEach
  void given() {
    given = new Given(jdbi);
  }

  @Test
  void a_host_has_work_from_when_it_may_claim_next() {
    var other = UUID.randomUUID();
    given.campaign(1, host);
    given.stopped(given.campaign(1, other), false);

    assertThat(waiting.of(List.of(host, other))).isEqualTo(Map.of(host, NOW));
    claims.claim(host, NOW, LEASE, 1, 10);
    assertThat(waiting.of(List.of(host))).isEqualTo(Map.of(host, NOW.plus(LEASE)));
    assertThat(all(3)).containsEntry(host, NOW.plus(LEASE)).doesNotContainKey(other);
  }

  @Test
  void the_earliest_of_a_hosts_assignments_counts() {
    given.campaign(NOW.plusSeconds(60), 1, host);
    given.campaign(NOW.plusSeconds(30), 2, host);

    assertThat(waiting.of(List.of(host))).isEqualTo(Map.of(host, NOW.plusSeconds(30)));
  }

  @Test
  void whatever_the_size_of_a_page_every_host_is_in_one() {
    var hosts = Given.ids(25);
    var campaign = given.campaign(3, hosts);
    given.campaign(1, hosts[0]);
    for (int page : new int[] {1, 5, 24, 25, 26}) {
      var pages = new ArrayList<List<UUID>>();

      waiting.ofCampaign(campaign, page, pages::add);

      assertThat(pages).allMatch(each -> each.size() <= page);
      assertThat(pages.stream().flatMap(List::stream)).containsExactlyInAnyOrder(hosts);
    }
    assertThat(all(7)).containsKeys(hosts);
  }

  @Test
  void a_campaign_of_which_nothing_is_open_waits_for_nobody() {
    var campaign = given.campaign(1, host);
    given.set(campaign, "ended_at = now(), state = 'responded'");

    waiting.ofCampaign(campaign, 10, hosts -> assertThat(hosts).as("a page").isNull());
  }

  private Map<UUID, Instant> all(int page) {
    var all = new HashMap<UUID, Instant>();
    waiting.all(page, (each, due) -> assertThat(all.put(each, due)).as("once").isNull());
    return all;
  }
}
