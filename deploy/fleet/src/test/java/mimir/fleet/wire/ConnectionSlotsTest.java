package mimir.fleet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionSlotsTest {

  private AgentUnderTest bench;

  @BeforeEach
  void start() throws Exception {
    bench = new AgentUnderTest();
    bench.slots = new ConnectionSlots(1);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private OsqueryAgent agent() {
    return bench.agent(bench.server.address(), Optional.empty(), ServerAddress.OSQUERY_TIMEOUT);
  }

  @Test
  void the_idle_connection_of_one_gives_way_to_another_and_neither_notices() throws Exception {
    try (OsqueryAgent one = agent();
        OsqueryAgent other = agent()) {
      for (int round = 0; round < 3; round++) {
        one.poll();
        other.poll();
      }

      assertThat(one.counts().errors() + other.counts().errors()).isZero();
      assertThat(one.resent() + other.resent()).isZero();
      assertThat(bench.slots.taken()).isEqualTo(1);
    }
    assertThat(bench.slots.taken()).isZero();
  }

  @Test
  void with_one_place_too_few_most_keep_their_connection_from_round_to_round() throws Exception {
    bench.slots = new ConnectionSlots(3);
    try (OsqueryAgent one = agent();
        OsqueryAgent two = agent();
        OsqueryAgent three = agent();
        OsqueryAgent four = agent()) {
      var all = List.of(one, two, three, four);
      for (OsqueryAgent each : all) {
        each.poll();
      }
      int before = bench.connectings.get();
      for (int round = 0; round < 5; round++) {
        for (OsqueryAgent each : all) {
          each.poll();
        }
      }

      // One place is shared by two in each round.
      assertThat(bench.connectings.get() - before).isBetween(5, 10);
    }
  }

  @Test
  void a_connection_in_use_is_waited_for() throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    try (ServerSocket silent = new ServerSocket(0);
        OsqueryAgent slow =
            bench.agent(
                URI.create("http://localhost:" + silent.getLocalPort()),
                Optional.empty(),
                Duration.ofMinutes(1));
        OsqueryAgent other = agent()) {
      Thread waiting =
          Thread.ofVirtual()
              .start(
                  () -> {
                    slow.channel().enrol();
                    cut.countDown();
                  });
      // Its request has arrived, so that the one place is taken.
      silent.accept().getInputStream().read();
      Thread next = Thread.ofVirtual().start(() -> other.channel().enrol());
      assertThat(bench.server.heard("/enroll")).isEmpty();

      waiting.interrupt();
      slow.disconnect();

      assertThat(next.join(Duration.ofSeconds(10))).isTrue();
      assertThat(bench.server.heard("/enroll")).hasSize(1);
      assertThat(cut.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    }
  }
}
