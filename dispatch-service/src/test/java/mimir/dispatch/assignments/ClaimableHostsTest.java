package mimir.dispatch.assignments;

import static mimir.dispatch.assignments.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClaimableHostsTest {
  private final UUID host = new UUID(1, 2);
  private final LedgerLook look = new LedgerLook();
  private final ClaimableHosts hosts =
      new ClaimableHosts(new WaitingHosts(null), look, new SimpleMeterRegistry());

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

  /** The ledger, and what happens while it is read. */
  private static final class LedgerLook extends ClaimAssignments {
    Instant next;
    Runnable meanwhile = () -> {};

    LedgerLook() {
      super(null);
    }

    @Override
    Instant nextDue(UUID hostId) {
      meanwhile.run();
      return next;
    }
  }
}
