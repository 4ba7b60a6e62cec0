package mimir.dispatch.assignments;

import static mimir.dispatch.assignments.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClaimableHostsTest {
  private final UUID host = new UUID(1, 2);
  private final LedgerLook look = new LedgerLook();
  private final ClaimableHosts hosts = new ClaimableHosts(look, new SimpleMeterRegistry());

  @Test
  void who_was_announced_may_claim_at_once() {
    assertThat(hosts.mayClaim(host, NOW)).isFalse();

    hosts.add(host);

    assertThat(hosts.mayClaim(host, NOW)).isTrue();
    assertThat(hosts.mayClaim(new UUID(3, 4), NOW)).isFalse();
  }

  @Test
  void who_has_nothing_is_forgotten() {
    hosts.add(host);

    hosts.recheck(host);

    assertThat(hosts.mayClaim(host, NOW.plusSeconds(86_400))).isFalse();
  }

  @Test
  void who_holds_a_lease_may_claim_when_it_ends() {
    hosts.add(host);
    look.next = NOW.plusSeconds(60);

    hosts.recheck(host);

    assertThat(hosts.mayClaim(host, NOW.plusSeconds(59))).isFalse();
    assertThat(hosts.mayClaim(host, NOW.plusSeconds(60))).isTrue();
  }

  @Test
  void an_announcement_during_the_look_into_the_ledger_stands() {
    hosts.add(host);
    look.meanwhile = () -> hosts.add(host);

    hosts.recheck(host);

    assertThat(hosts.mayClaim(host, NOW)).isTrue();
  }

  @Test
  void an_announcement_during_the_look_is_not_put_off_to_the_end_of_a_lease() {
    hosts.add(host);
    look.next = NOW.plusSeconds(60);
    look.meanwhile = () -> hosts.add(host);

    hosts.recheck(host);

    assertThat(hosts.mayClaim(host, NOW)).isTrue();
  }

  @Test
  void of_many_hosts_each_is_told_its_own_time_in_one_look() {
    var idle = new UUID(5, 6);
    var stranger = new UUID(7, 8);
    hosts.add(host);
    hosts.add(idle);
    look.next = NOW.plusSeconds(60);

    hosts.recheck(List.of(host, idle, stranger));

    assertThat(look.asked)
        .as("who is not claimable anyway is not asked for")
        .containsOnly(host, idle);
    assertThat(hosts.mayClaim(host, NOW.plusSeconds(60))).isTrue();
    assertThat(hosts.mayClaim(idle, NOW.plusSeconds(60))).isFalse();
    assertThat(hosts.mayClaim(stranger, NOW.plusSeconds(60))).isFalse();
  }

  @Test
  void whoever_has_answered_is_looked_at_once() {
    var answered = new AnsweredHosts(hosts);
    hosts.add(host);
    answered.add(host);
    answered.add(host);

    answered.look();
    assertThat(hosts.mayClaim(host, NOW)).isFalse();
    assertThat(look.asked).containsExactly(host);

    hosts.add(host);
    answered.look();
    assertThat(hosts.mayClaim(host, NOW)).as("it has not answered again").isTrue();
  }

  @Test
  void an_answer_during_the_look_is_seen_by_the_next() {
    var answered = new AnsweredHosts(hosts);
    hosts.add(host);
    answered.add(host);
    look.next = NOW;
    look.meanwhile =
        () -> {
          look.meanwhile = () -> look.next = null;
          answered.add(host);
        };

    answered.look();
    assertThat(look.asked).as("it can wait for its turn").hasSize(1);
    assertThat(hosts.mayClaim(host, NOW)).isTrue();

    answered.look();
    assertThat(look.asked).hasSize(2);
    assertThat(hosts.mayClaim(host, NOW)).isFalse();
  }

  /** The ledger, and what happens while it is read. */
  private final class LedgerLook extends WaitingHosts {
    final List<UUID> asked = new ArrayList<>();
    Instant next;
    Runnable meanwhile = () -> {};

    LedgerLook() {
      super(null);
    }

    @Override
    public Map<UUID, Instant> of(Collection<UUID> hostIds) {
      asked.addAll(hostIds);
      meanwhile.run();
      return next != null && hostIds.contains(host) ? Map.of(host, next) : Map.of();
    }
  }
}
