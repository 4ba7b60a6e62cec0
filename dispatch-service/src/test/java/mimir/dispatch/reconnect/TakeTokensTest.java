package mimir.dispatch.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.Limits;
import mimir.dispatch.TestClock;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class TakeTokensTest {
  private static final long SECOND = 1_000_000_000L;

  @Inject TakeTokens bucket;
  @Inject Jdbi jdbi;

  private Pacer.Admission last;

  @BeforeEach
  void a_full_bucket() {
    fill("1000000");
  }

  @Test
  void no_more_is_given_than_was_asked_for_or_is_there() {
    assertThat(bucket.take(1, 7, 1, 10)).isEqualTo(7);
    assertThat(bucket.take(1, 7, 1, 10)).isEqualTo(3);
    assertThat(bucket.take(1, 7, 1, 10)).isZero();
  }

  @Test
  void a_part_of_a_token_is_none() {
    fill("0.9");

    assertThat(bucket.take(1, 1, 0, 10)).isZero();
  }

  @Test
  void a_clock_that_went_back_takes_nothing_away() {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE token_bucket SET tokens = 5, refilled_at = now() + interval '1 hour'"));

    assertThat(bucket.take(1, 5, 100, 10)).isEqualTo(5);
  }

  @Test
  @Timeout(60)
  void many_takers_at_once_never_get_more_than_rate_and_burst_allow() throws Exception {
    var taken = new AtomicInteger();
    long start = System.nanoTime();

    sum(until(250, taken, () -> bucket.take(1, 7, 200, 50)));

    double seconds = (System.nanoTime() - start) / (double) SECOND;
    assertThat(taken.get()).isLessThanOrEqualTo((int) Math.ceil(200 * seconds + 50));
  }

  @Timeout(60)
  @ParameterizedTest(name = "INV-13, {0} a read")
  @ValueSource(ints = {1, 7, 30})
  void replicas_together_admit_no_more_claims_than_rate_and_burst_allow(int claimMax)
      throws Exception {
    var limits =
        Limits.of(
            Map.of("MIMIR_RECONNECT_JITTER", "0s", "MIMIR_CLAIM_MAX", Integer.toString(claimMax)));
    var admitted = new AtomicInteger();
    Callable<Integer> replica =
        () -> {
          var pacer = new Pacer(bucket, limits, InstantSource.system());
          IntSupplier claim =
              () -> {
                var now = Instant.now();
                return pacer.admit(UUID.randomUUID(), now, now).isIn() ? claimMax : 0;
              };
          return until(600, admitted, claim).call();
        };
    long start = System.nanoTime();

    sum(replica);

    double seconds = (System.nanoTime() - start) / (double) SECOND;
    assertThat(admitted.get()).isLessThanOrEqualTo((int) Math.ceil(200 * seconds + 400));
  }

  @Test
  void a_host_waits_for_its_own_turn_and_needs_no_token_for_that() {
    var back = Instant.parse("2026-03-01T12:00:00Z");
    var pacer = new Pacer(bucket, Limits.defaults(), new TestClock(back));
    var host = new UUID(1, 2);
    var turn = back.plus(Pace.jitter(host, back, Limits.defaults().reconnectJitter()));

    assertThat(pacer.heldBack(host, back, back)).contains(turn);
    assertThat(pacer.heldBack(host, back, turn)).isEmpty();
    assertThat(pacer.admit(host, back, back).isIn()).isFalse();
    assertThat(pacer.admit(host, back, back).turn()).isEqualTo(turn).isAfter(back);
    assertThat(pacer.admit(host, back, turn).isIn()).isTrue();
  }

  @Test
  void a_host_that_gets_no_token_is_told_when_to_come_back() {
    fill("0");
    jdbi.useHandle(
        handle ->
            handle.execute("UPDATE token_bucket SET refilled_at = now() + interval '1 hour'"));
    var now = Instant.parse("2026-03-01T12:00:00Z");
    var pacer = new Pacer(bucket, Limits.defaults(), new TestClock(now));

    assertThat(pacer.admit(UUID.randomUUID(), Instant.EPOCH, now).turn())
        .isEqualTo(now.plusSeconds(5));
  }

  @Test
  void while_the_bucket_is_known_to_be_empty_nobody_need_ask_it() {
    fill("0");
    stopRefill();
    var now = Instant.parse("2026-03-01T12:00:00Z");
    var clock = new TestClock(now);
    var pacer = new Pacer(bucket, Limits.defaults(), clock);
    var host = UUID.randomUUID();

    assertThat(pacer.heldBack(host, Instant.EPOCH, now)).isEmpty();
    pacer.admit(host, Instant.EPOCH, now);
    assertThat(pacer.heldBack(host, Instant.EPOCH, now)).contains(now.plusSeconds(5));

    clock.advance(Duration.ofMillis(101));
    assertThat(pacer.heldBack(host, Instant.EPOCH, now)).isEmpty();
  }

  @Test
  void whoever_is_held_back_with_more_hosts_than_the_moment_has_tokens_is_put_off() {
    var clock = new TestClock(Instant.parse("2026-03-01T12:00:00Z"));
    var pacer = new Pacer(bucket, Limits.of(Map.of("MIMIR_CLAIM_MAX", "5")), clock);
    pacer.putOff(false);
    clock.advance(Duration.ofSeconds(5));
    pacer.putOff(false);
    clock.advance(Duration.ofSeconds(5));

    for (int n = 0; n < 4; n++) {
      assertThat(pacer.putOff(false)).isZero();
    }
    assertThat(pacer.putOff(true)).isZero();
    assertThat(pacer.putOff(false)).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void a_token_that_is_given_back_is_used_again_within_its_share_and_not_after() {
    var start = Instant.parse("2026-03-01T12:00:00Z");
    var clock = new TestClock(start);
    // A share is one token.
    var limits = Limits.of(Map.of("MIMIR_RECONNECT_JITTER", "0s", "MIMIR_DISPATCH_RATE", "1"));
    var pacer = new Pacer(bucket, limits, clock);
    fill("1");
    assertThat(admitted(pacer, clock)).isTrue();
    Pacer.Admission first = last;
    stopRefill();

    pacer.giveBack(first, 0);
    assertThat(admitted(pacer, clock)).isTrue();
    pacer.giveBack(last, 0);
    clock.advance(Pace.SHARE_TTL);
    assertThat(admitted(pacer, clock)).as("the share is over").isFalse();

    clock.advance(Duration.ofSeconds(1));
    fill("1");
    assertThat(admitted(pacer, clock)).isTrue();
    stopRefill();
    pacer.giveBack(first, 0);
    assertThat(admitted(pacer, clock)).as("it came from an older share").isFalse();
  }

  /** Of hosts that are let in and find nothing there may be thousands at once. */
  @Test
  void no_token_is_lost_when_many_give_back_and_take_at_once() throws Exception {
    var clock = new TestClock(Instant.parse("2026-03-01T12:00:00Z"));
    var limits = Limits.of(Map.of("MIMIR_RECONNECT_JITTER", "0s", "MIMIR_DISPATCH_RATE", "200"));
    var pacer = new Pacer(bucket, limits, clock);
    stopRefill();
    jdbi.useHandle(handle -> handle.execute("UPDATE token_bucket SET tokens = 20"));
    Callable<Integer> host =
        () -> {
          int used = 0;
          for (int n = 0; n < 2_000; n++) {
            var in = pacer.admit(UUID.randomUUID(), clock.instant(), clock.instant());
            if (in.isIn() && n == 1_999) {
              used++;
            } else if (in.isIn()) {
              pacer.giveBack(in, 0);
            }
          }
          return used;
        };

    int used = sum(host);

    // The bucket has filled up meanwhile.
    stopRefill();
    int left = 0;
    while (admitted(pacer, clock)) {
      left++;
    }
    assertThat(used + left).isEqualTo(20);
  }

  @Test
  void what_a_claim_did_not_use_of_its_tokens_is_used_by_the_next() {
    var clock = new TestClock(Instant.parse("2026-03-01T12:00:00Z"));
    var pacer = new Pacer(bucket, threeARead(), clock);
    fill("3");
    assertThat(admitted(pacer, clock)).isTrue();
    stopRefill();
    jdbi.useHandle(handle -> handle.execute("UPDATE token_bucket SET tokens = 1"));

    pacer.giveBack(last, 1);

    assertThat(admitted(pacer, clock)).as("two that were left, and one").isTrue();
    pacer.giveBack(last, 3);
    clock.advance(Duration.ofMillis(100));
    assertThat(admitted(pacer, clock)).as("nothing was left").isFalse();
  }

  @Test
  void what_was_left_of_a_share_is_void_when_that_is_although_more_was_taken() {
    var clock = new TestClock(Instant.parse("2026-03-01T12:00:00Z"));
    var pacer = new Pacer(bucket, threeARead(), clock);
    fill("3");
    assertThat(admitted(pacer, clock)).isTrue();
    pacer.giveBack(last, 1);
    clock.advance(Duration.ofMillis(400));
    fill("3");
    assertThat(admitted(pacer, clock)).isTrue();
    pacer.giveBack(last, 0);
    stopRefill();

    clock.advance(Duration.ofMillis(100));

    assertThat(admitted(pacer, clock)).as("five would be there").isFalse();
  }

  @Test
  void the_bucket_fills_up_to_what_one_host_may_claim() {
    var clock = new TestClock(Instant.parse("2026-03-01T12:00:00Z"));
    var pacer = new Pacer(bucket, threeARead(), clock);
    stopRefill();
    jdbi.useHandle(handle -> handle.execute("UPDATE token_bucket SET tokens = 2"));
    assertThat(admitted(pacer, clock)).isFalse();
    assertThat(bucket.take(2, 2, 1, 3)).as("they are left where they are").isEqualTo(2);

    fill("3");
    clock.advance(Duration.ofSeconds(1));

    assertThat(admitted(pacer, clock)).isTrue();
  }

  @Test
  void while_the_bucket_cannot_be_asked_hosts_come_back_and_then_get_their_turn() {
    var limits = Limits.of(Map.of("MIMIR_RECONNECT_JITTER", "0s"));
    var clock = new TestClock(Instant.parse("2026-03-01T12:00:00Z"));
    var pacer = new Pacer(bucket, limits, clock);

    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              jdbi.useHandle(
                  handle ->
                      handle
                          .createQuery("SELECT tokens FROM token_bucket FOR UPDATE")
                          .mapToMap()
                          .list());
              boolean let =
                  QuarkusTransaction.suspendingExisting().call(() -> admitted(pacer, clock));
              assertThat(let).as("the row is held by somebody else").isFalse();
            });

    clock.advance(Duration.ofSeconds(1));
    assertThat(admitted(pacer, clock)).isTrue();
  }

  private static DispatchLimits threeARead() {
    return Limits.of(
        Map.of(
            "MIMIR_RECONNECT_JITTER",
            "0s",
            "MIMIR_DISPATCH_RATE",
            "1",
            "MIMIR_DISPATCH_BURST",
            "1",
            "MIMIR_CLAIM_MAX",
            "3"));
  }

  private boolean admitted(Pacer pacer, TestClock clock) {
    Instant now = clock.instant();
    last = pacer.admit(UUID.randomUUID(), now, now);
    return last.isIn();
  }

  private void stopRefill() {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE token_bucket SET tokens = 0, refilled_at = now() + interval '1 hour'"));
  }

  /** Takes until all takers together have {@code enough}: so a slow machine needs longer only. */
  private static Callable<Integer> until(int enough, AtomicInteger all, IntSupplier take) {
    return () -> {
      while (all.get() < enough && !Thread.currentThread().isInterrupted()) {
        all.addAndGet(take.getAsInt());
      }
      return all.get();
    };
  }

  private static int sum(Callable<Integer> taker) throws Exception {
    int sum = 0;
    try (var threads = Executors.newFixedThreadPool(6)) {
      for (var taken : threads.invokeAll(Collections.nCopies(6, taker))) {
        sum += taken.get();
      }
    }
    return sum;
  }

  private void fill(String tokens) {
    jdbi.useHandle(
        handle ->
            handle.execute("UPDATE token_bucket SET refilled_at = now(), tokens = " + tokens));
  }
}
