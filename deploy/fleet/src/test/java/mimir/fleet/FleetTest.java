package mimir.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import mimir.fleet.FleetOptions.Storms;
import mimir.fleet.content.Artefact;
import mimir.fleet.wire.ScriptedServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetTest {

  private static final String READ = "/distributed/read";

  private ScriptedServer server;
  private FleetOptions options;

  @BeforeEach
  void start() throws Exception {
    server = ScriptedServer.http();
    options =
        FleetOptions.of(server.address(), "secret")
            .withHosts(8)
            .withRates(1_000, 2)
            .withPollInterval(Duration.ofMillis(20));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Looks often: some of the states are soon over. */
  private static void await(Callable<Boolean> condition) {
    Awaitility.await().pollInterval(Duration.ofMillis(10)).until(condition);
  }

  @Test
  void every_host_enrols_once_and_polls() throws Exception {
    try (Fleet fleet = Fleet.start(options)) {
      await(() -> fleet.hosts().stream().allMatch(host -> host.counts().polls() > 1));
      assertThat(fleet.counts().enrolments()).isEqualTo(8);
      Set<String> enrolled = new TreeSet<>();
      server
          .heard("/enroll")
          .forEach(request -> enrolled.add(request.body().get("host_identifier").textValue()));
      assertThat(fleet.hosts())
          .extracting(SimulatedHost::hostIdentifier)
          .containsExactlyInAnyOrderElementsOf(enrolled);
    }
  }

  @Test
  void a_restarted_fleet_is_the_same_hosts_and_does_not_enrol_again(@TempDir Path state)
      throws Exception {
    FleetOptions kept = options.withStateDir(state);
    try (Fleet fleet = Fleet.start(kept)) {
      await(() -> fleet.hosts().stream().allMatch(host -> host.counts().polls() > 0));
    }
    try (Fleet fleet = Fleet.start(kept)) {
      await(() -> fleet.hosts().stream().allMatch(host -> host.counts().polls() > 1));
      assertThat(fleet.counts().enrolments()).isZero();
    }
    assertThat(server.heard("/enroll")).hasSize(8);
  }

  @Test
  void an_offline_host_is_silent_and_polls_at_once_when_it_is_back() throws Exception {
    FleetOptions slow = options.withHosts(1).withPollInterval(Duration.ofMinutes(10));
    try (Fleet fleet = Fleet.start(slow)) {
      SimulatedHost host = fleet.hosts().getFirst();
      await(() -> host.counts().polls() == 1);
      host.goOffline();
      assertThat(fleet.counts().online()).isZero();
      server.says(READ, "{\"queries\":{\"q\":\"SELECT 1 AS a\"}}");
      host.comeBack();
      await(() -> host.counts().answersAccepted() == 1);
      assertThat(server.heard(READ)).hasSize(2);
    }
  }

  @Test
  void a_planted_artefact_is_in_the_answer() throws Exception {
    try (Fleet fleet = Fleet.start(options.withHosts(1))) {
      SimulatedHost host = fleet.hosts().getFirst();
      host.profile().plant(Artefact.file("/tmp/implant", "EICAR"));
      server.says(
          READ, "{\"queries\":{\"q\":\"SELECT size FROM file WHERE path='/tmp/implant'\"}}");
      await(() -> host.counts().answersAccepted() == 1);
      assertThat(server.heard("/write").getFirst().body().at("/queries/q/0/size").textValue())
          .isEqualTo("5");
    }
  }

  @Test
  void writes_carry_the_hosts_own_time_when_asked_to() throws Exception {
    FleetOptions skewed =
        options.withHosts(1).withFaults(new FleetOptions.Faults(0, 0, Duration.ofHours(1), true));
    server.says(READ, "{\"queries\":{\"q\":\"SELECT 1 AS a\"}}");
    try (Fleet fleet = Fleet.start(skewed)) {
      await(() -> fleet.counts().answersAccepted() == 1);
      assertThat(server.heard("/write").getFirst().body().get("reported_at").textValue())
          .endsWith("Z");
    }
  }

  /** Ids of the answers in the order in which one host wrote them, and how wrong its clock is. */
  private record Written(List<String> ids, Duration skew) {}

  private Written writtenBySeed(long seed) throws Exception {
    int questions = 20;
    int before = server.heard("/write").size();
    for (int i = 0; i < questions; i++) {
      server.says(READ, "{\"queries\":{\"q%d\":\"SELECT 1 AS a\"}}".formatted(i));
    }
    FleetOptions faulty =
        options
            .withHosts(1)
            .withSeed(seed)
            .withFaults(new FleetOptions.Faults(0.2, 0.4, Duration.ofHours(1), true));
    try (Fleet fleet = Fleet.start(faulty)) {
      await(() -> fleet.counts().answersAccepted() == questions);
      var written = server.heard("/write").subList(before, server.heard("/write").size());
      assertThat(fleet.counts().duplicatesSent()).isEqualTo(written.size() - questions);
      return new Written(
          written.stream()
              .map(request -> request.body().get("queries").fieldNames().next())
              .toList(),
          Duration.between(
              Instant.now(),
              Instant.parse(written.getLast().body().get("reported_at").textValue())));
    }
  }

  @Test
  void the_same_seed_has_the_same_faults_in_the_same_order() throws Exception {
    Written first = writtenBySeed(3);
    Written again = writtenBySeed(3);
    Written other = writtenBySeed(4);

    assertThat(first.ids()).hasSizeGreaterThan(20).isEqualTo(again.ids()).isNotEqualTo(other.ids());
    // Of an hour either way; what is allowed is the time that a busy machine takes.
    assertThat(first.skew()).isCloseTo(again.skew(), Duration.ofMinutes(1));
    assertThat(first.skew().minus(other.skew()).abs()).isGreaterThan(Duration.ofMinutes(2));
  }

  @Test
  void a_share_of_the_hosts_goes_away_at_once_and_it_is_always_the_same_one() throws Exception {
    try (Fleet fleet = Fleet.start(options)) {
      await(() -> fleet.hosts().stream().allMatch(host -> host.counts().polls() > 0));
      new FleetCommands(fleet, line -> {}).accept("away 0.5");
      List<SimulatedHost> away = fleet.hosts().stream().filter(host -> !host.isOnline()).toList();
      assertThat(away).hasSizeBetween(1, 7);
      long polls = away.getFirst().counts().polls();

      fleet.comeBack();

      assertThat(fleet.counts().online()).isEqualTo(8);
      await(() -> away.getFirst().counts().polls() > polls);
      fleet.goAway(0.5);
      assertThat(fleet.hosts()).filteredOn(host -> !host.isOnline()).isEqualTo(away);
    }
  }

  @Test
  void a_host_that_is_off_by_itself_stays_off_when_a_storm_is_over() throws Exception {
    try (Fleet fleet = Fleet.start(options)) {
      SimulatedHost host = fleet.hosts().getFirst();
      host.goOffline();
      fleet.goAway(1);
      assertThat(fleet.counts().online()).isZero();

      fleet.comeBack();

      assertThat(fleet.counts().online()).isEqualTo(7);
      assertThat(host.isOnline()).isFalse();
      host.comeBack();
      assertThat(host.isOnline()).isTrue();
    }
  }

  @Test
  void hosts_poll_again_each_at_its_own_moment_of_the_interval() throws Exception {
    try (Fleet fleet = Fleet.start(options)) {
      fleet.goAway(1);

      fleet.comeBackWithin(Duration.ofDays(1));
      assertThat(fleet.counts().online()).isZero();

      fleet.comeBackWithin(Duration.ofMillis(100));
      await(() -> fleet.counts().online() == 8);
    }
  }

  @Test
  void storms_come_by_schedule() throws Exception {
    Storms planned = new Storms(1, Duration.ofMillis(200), Duration.ofMillis(100));
    try (Fleet fleet = Fleet.start(options.withStorms(Optional.of(planned)))) {
      await(() -> fleet.counts().online() == 0);
      await(() -> fleet.counts().online() == 8);
    }
  }

  @Test
  void a_fleet_with_fewer_connections_than_hosts_polls_all_the_same() throws Exception {
    try (Fleet fleet = Fleet.start(options.withConnections(2))) {
      await(() -> fleet.hosts().stream().allMatch(host -> host.counts().polls() > 2));
      assertThat(fleet.connections()).isLessThanOrEqualTo(2);
      assertThat(fleet.counts().errors()).isZero();
      assertThat(fleet.pollTimes().polls().getTotalCount()).isGreaterThan(8);
    }
  }

  @Test
  void laptops_go_and_come_back_by_themselves() throws Exception {
    FleetOptions restless = options.withLaptops(1, Duration.ofMillis(50), Duration.ofMillis(100));
    try (Fleet fleet = Fleet.start(restless)) {
      await(() -> fleet.counts().online() < 8);
      await(() -> fleet.counts().online() > 4);
    }
  }
}
