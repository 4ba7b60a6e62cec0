package mimir.dispatch.osquery;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class OnTheWayTest {
  private final OnTheWay onTheWay = new OnTheWay(100_000);
  private final CompletableFuture<Void> first = new CompletableFuture<>();

  /** Whatever waited here would wait for ever. */
  @Test
  void there_is_room_until_so_many_bytes_are_unconfirmed_and_then_again() {
    onTheWay.add(60_000, first);
    onTheWay.makeRoom(30_000);
    first.complete(null);
    onTheWay.makeRoom(60_000);
    onTheWay.add(60_000, new CompletableFuture<>());

    assertThatCode(() -> onTheWay.makeRoom(30_000)).doesNotThrowAnyException();
  }

  @Test
  void a_line_above_the_bound_goes_alone() {
    assertThatCode(() -> onTheWay.makeRoom(1_000_000)).doesNotThrowAnyException();
  }

  @Test
  void a_failure_is_told_to_who_waits_for_it() {
    onTheWay.add(60_000, first);
    first.completeExceptionally(new IllegalStateException("x"));

    assertThatCode(() -> onTheWay.makeRoom(1)).doesNotThrowAnyException();
    assertThatThrownBy(() -> onTheWay.makeRoom(60_000)).isInstanceOf(CompletionException.class);
  }

  @Test
  void one_that_has_failed_at_once_ends_it() {
    first.completeExceptionally(new IllegalStateException("x"));

    assertThatThrownBy(() -> onTheWay.add(1, first)).isInstanceOf(CompletionException.class);
  }

  @Test
  void nothing_has_arrived_that_failed_last() {
    onTheWay.add(1, CompletableFuture.completedFuture(null));
    onTheWay.add(1, first);
    first.completeExceptionally(new IllegalStateException("x"));

    assertThatThrownBy(onTheWay::arrive).isInstanceOf(CompletionException.class);
  }
}
