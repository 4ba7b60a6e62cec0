package mimir.campaign.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import mimir.campaign.stream.StreamRules.Step;
import org.junit.jupiter.api.Test;

class ReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final Instant UNTIL = NOW.plusSeconds(180);

  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicReference<Reader> reader = new AtomicReference<>();

  @Test
  void a_slow_reader_is_told_the_newest_and_not_all_that_was() {
    var connection = connect();
    reader.get().advance(state(0), NOW);
    for (int second = 1; second < 20; second++) {
      reader.get().advance(state(second), NOW.plusSeconds(second));
    }

    connection.request(2);
    reader.get().advance(state(20), NOW.plusSeconds(20));
    connection.request(10);

    assertThat(connection.getItems())
        .extracting(step -> ((Step.Event) step).data())
        .containsExactly("status 0", "coverage 0", "status 20", "coverage 20");
    assertThat(cuts).hasValue(0);
  }

  @Test
  void a_reader_that_takes_nothing_for_half_a_minute_is_cut() {
    var connection = connect();
    reader.get().advance(state(0), NOW);

    reader.get().advance(state(1), NOW.plusSeconds(29));
    assertThat(cuts).hasValue(0);
    reader.get().advance(state(1), NOW.plus(Reader.STUCK_MAX));

    assertThat(cuts).hasValue(1);
    connection.cancel();
  }

  @Test
  void the_stream_ends_when_its_time_is_over() {
    var connection = connect();
    connection.request(10);
    reader.get().advance(state(0), UNTIL.minusMillis(1));

    reader.get().advance(state(1), UNTIL);

    connection.awaitCompletion();
    assertThat(connection.getItems()).hasSize(2);
  }

  @Test
  void while_nothing_can_be_found_out_the_reader_hears_comments() {
    var connection = connect();
    connection.request(10);
    reader.get().advance(state(0), NOW);

    reader.get().advance(null, NOW.plusSeconds(15));

    assertThat(connection.getItems()).last().isEqualTo(new Step.Comment());
  }

  private AssertSubscriber<Step> connect() {
    return Multi.createFrom()
        .<Step>emitter(
            sink ->
                reader.set(
                    new Reader(
                        UUID.randomUUID(),
                        Told.resumed(null, NOW),
                        state(0),
                        UNTIL,
                        sink,
                        cuts::incrementAndGet)))
        .invoke(() -> reader.get().taken())
        .subscribe()
        .withSubscriber(AssertSubscriber.create(0));
  }

  private static State state(int n) {
    return new State("coverage " + n, "c" + n, "status " + n, "s" + n);
  }
}
