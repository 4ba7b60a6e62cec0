package mimir.campaign.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mimir.campaign.SeededCampaign;
import mimir.campaign.SeededCampaign.Assignment;
import mimir.campaign.coverage.EndedAssignment.Rank;
import mimir.testing.ServiceInfra;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in whatever order: the counters are what a plain recount says (INV-1, INV-10). */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class FoldEndsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T11:00:00Z");

  private static final List<Rank> RANKS =
      List.of(Rank.CANCELLED, Rank.ERRORED, Rank.RESPONDED, Rank.DISCARDED);

  private static final String MORE_HOSTS =
      """
      INSERT INTO assigned_host (campaign_id, host_id, queries)
      SELECT ?, gen_random_uuid(), 1
      FROM generate_series(1, 25000)
      """;

  @Inject FoldEnds fold;
  @Inject CoverageTables tables;
  @Inject Jdbi jdbi;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void random_ends_count_as_a_plain_recount(long seed) {
    var random = new Random(seed);
    var campaigns =
        List.of(
            SeededCampaign.in(jdbi, 1),
            SeededCampaign.in(jdbi, 3, 1, 2, 3, 2),
            SeededCampaign.in(jdbi, 1, 1, 1, 1, 1, 1, 1, 1));
    var sent = new ArrayList<List<EndedAssignment>>();
    var expected = new HashMap<Assignment, EndedAssignment>();

    for (int n = 0; n < 25; n++) {
      var batch = batch(random, campaigns);
      sent.add(batch);
      fold.fold(EndedAssignment.merge(batch), NOW);
      batch.forEach(end -> recount(expected, end));
      campaigns.forEach(campaign -> balances(campaign, expected));
    }

    Collections.shuffle(sent, random);
    sent.forEach(batch -> fold.fold(EndedAssignment.merge(batch), NOW));
    campaigns.forEach(campaign -> balances(campaign, expected));
  }

  /** {@code kind}: what of an answer makes its host a hit. */
  @ParameterizedTest
  @CsvSource({
    "osquery,  false, 3, 1",
    "osquery,  true,  0, 0",
    "ioc_hunt, false, 3, 0",
    "ioc_hunt, true,  3, 1",
    "ioc_hunt, true,  0, 1",
  })
  void r_8_a_hit_of_a_hunt_is_a_match_and_of_a_query_a_row(
      String kind, boolean matched, long rows, long hits) {
    var campaign = SeededCampaign.in(jdbi, 1);
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE coverage SET hit_by_match = ? WHERE campaign_id = ?",
                kind.equals("ioc_hunt"),
                campaign.id()));
    var open = campaign.assignments().getFirst();

    fold.fold(
        List.of(
            new EndedAssignment(
                open.campaignId(),
                open.hostId(),
                open.queryId(),
                Rank.RESPONDED,
                false,
                matched,
                rows,
                NOW)),
        NOW);

    assertThat(tables.detail(campaign.id(), NOW).orElseThrow().summary().hits()).isEqualTo(hits);
  }

  /**
   * Two consumers whose batches name the same campaigns in opposite orders. Each takes the coverage
   * rows from the lowest id on before it touches anything else; so whoever waits for one holds no
   * later one, and there is no circle.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_fold_that_waits_for_a_campaign_holds_nothing_that_comes_after_it(boolean ascending) {
    var first = SeededCampaign.in(jdbi, 1);
    var second = SeededCampaign.in(jdbi, 1);
    var ends =
        Stream.of(first, second)
            .map(campaign -> cancelled(campaign.assignments().getFirst()))
            .toList();
    try (var thread = Executors.newSingleThreadExecutor();
        var other = jdbi.open()) {
      other.begin();
      other.execute("SELECT FROM coverage WHERE campaign_id = ? FOR UPDATE", first.id());
      var folding =
          CompletableFuture.runAsync(
              () -> fold.fold(ascending ? ends : ends.reversed(), NOW), thread);
      Awaitility.await().untilAsserted(() -> assertThat(waiting()).isOne());

      // At once, or it fails: what the other fold would take next.
      assertThatCode(
              () ->
                  other.execute(
                      "SELECT FROM coverage WHERE campaign_id = ? FOR UPDATE NOWAIT", second.id()))
          .doesNotThrowAnyException();
      other.rollback();
      folding.orTimeout(30, TimeUnit.SECONDS).join();
    }

    for (var campaign : List.of(first, second)) {
      assertThat(tables.detail(campaign.id(), NOW).orElseThrow().coverage().cancelled()).isOne();
    }
  }

  /** The hosts of a new campaign are not in the statistics that statements are planned by. */
  @Test
  void what_is_folded_reads_no_more_hosts_of_a_campaign_than_it_names() {
    int named = 1_000;
    var campaign = SeededCampaign.in(jdbi, IntStream.generate(() -> 1).limit(named).toArray());
    jdbi.useHandle(handle -> handle.execute(MORE_HOSTS, campaign.id()));
    List<EndedAssignment> ends =
        campaign.assignments().stream().map(FoldEndsTest::cancelled).toList();

    // Often enough for a plan that is kept.
    long read =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  jdbi.useHandle(handle -> handle.execute("DISCARD PLANS"));
                  long before = hostsRead();
                  for (int from = 0; from < named; from += 50) {
                    fold.fold(ends.subList(from, from + 50), NOW);
                  }
                  return hostsRead() - before;
                });

    // For what was asked, and for how many queries.
    assertThat(read).isBetween((long) named, 4L * named);
    assertThat(tables.detail(campaign.id(), NOW).orElseThrow().coverage().cancelled())
        .isEqualTo(named);
  }

  /** By the backend of this transaction, which has one connection. */
  private long hostsRead() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT seq_tup_read + idx_tup_fetch
                    FROM pg_stat_xact_user_tables
                    WHERE relname = 'assigned_host'
                    """)
                .mapTo(Long.class)
                .one());
  }

  private int waiting() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT count(*)
                    FROM pg_stat_activity
                    WHERE datname = current_database()
                      AND wait_event_type = 'Lock' AND query LIKE 'WITH locked%'
                    """)
                .mapTo(Integer.class)
                .one());
  }

  private static EndedAssignment cancelled(Assignment assignment) {
    return new EndedAssignment(
        assignment.campaignId(),
        assignment.hostId(),
        assignment.queryId(),
        Rank.CANCELLED,
        false,
        false,
        0,
        NOW);
  }

  private static List<EndedAssignment> batch(Random random, List<SeededCampaign> campaigns) {
    var ends = new ArrayList<EndedAssignment>();
    int size = 1 + random.nextInt(6);
    for (int n = 0; n < size; n++) {
      var campaign = campaigns.get(random.nextInt(campaigns.size()));
      var open = campaign.assignments();
      var assignment = open.get(random.nextInt(open.size()));
      var rank = RANKS.get(random.nextInt(RANKS.size()));
      boolean answered = rank == Rank.RESPONDED;
      long rows = answered ? random.nextInt(3) : 0;
      ends.add(
          new EndedAssignment(
              assignment.campaignId(),
              assignment.hostId(),
              assignment.queryId(),
              rank,
              answered && random.nextBoolean(),
              random.nextBoolean(),
              rows,
              NOW));
    }
    return ends;
  }

  /** The rule in its plainest form: the highest rank, and of equals the first. */
  private static void recount(Map<Assignment, EndedAssignment> expected, EndedAssignment end) {
    var key = new Assignment(end.campaignId(), end.hostId(), end.queryId());
    var known = expected.get(key);
    if (known == null || end.rank().number() > known.rank().number()) {
      expected.put(key, end);
    }
  }

  private void balances(SeededCampaign campaign, Map<Assignment, EndedAssignment> all) {
    var ends = campaign.assignments().stream().map(all::get).filter(end -> end != null).toList();
    long assigned = campaign.assignments().size();
    var detail = tables.detail(campaign.id(), NOW).orElseThrow();
    var coverage = detail.coverage();

    assertThat(coverage.assigned()).isEqualTo(assigned);
    assertThat(coverage.pending()).isEqualTo(assigned - ends.size());
    assertThat(coverage.responded()).isEqualTo(count(ends, Rank.RESPONDED));
    assertThat(coverage.errored()).isEqualTo(count(ends, Rank.ERRORED));
    assertThat(coverage.cancelled())
        .isEqualTo(count(ends, Rank.CANCELLED) + count(ends, Rank.DISCARDED));
    assertThat(coverage.late()).isEqualTo(ends.stream().filter(EndedAssignment::late).count());
    assertThat(detail.rows().kept())
        .isEqualTo(ends.stream().mapToLong(EndedAssignment::rows).sum());
    assertThat(detail.summary().hits())
        .isEqualTo(
            ends.stream()
                .filter(end -> end.rows() > 0)
                .map(EndedAssignment::hostId)
                .distinct()
                .count());
    assertThat(detail.summary().hosts()).isEqualTo(hosts(campaign, ends));
  }

  private static long count(Collection<EndedAssignment> ends, Rank rank) {
    return ends.stream().filter(end -> end.rank() == rank).count();
  }

  /** A host is pending while one assignment is open; else responded, errored, cancelled. */
  private static Summary.HostCounts hosts(SeededCampaign campaign, List<EndedAssignment> ends) {
    var states = new HashMap<String, Long>();
    campaign
        .hosts()
        .forEach(
            (host, asked) -> {
              Set<Rank> ranks =
                  ends.stream()
                      .filter(end -> end.hostId().equals(host))
                      .map(EndedAssignment::rank)
                      .map(rank -> rank == Rank.DISCARDED ? Rank.CANCELLED : rank)
                      .collect(Collectors.toSet());
              long ended = ends.stream().filter(end -> end.hostId().equals(host)).count();
              var state = ended < asked ? "PENDING" : Collections.max(ranks).name();
              states.merge(state, 1L, Long::sum);
            });
    return new Summary.HostCounts(
        campaign.hosts().size(),
        states.getOrDefault("RESPONDED", 0L),
        states.getOrDefault("PENDING", 0L),
        states.getOrDefault("ERRORED", 0L),
        states.getOrDefault("CANCELLED", 0L));
  }

  @Test
  void a_match_stays_a_hit_when_its_answer_is_taken_back_and_a_row_does_not() {
    for (boolean byMatch : List.of(true, false)) {
      var campaign = SeededCampaign.in(jdbi, 1);
      jdbi.useHandle(
          handle ->
              handle.execute(
                  "UPDATE coverage SET hit_by_match = ? WHERE campaign_id = ?",
                  byMatch,
                  campaign.id()));
      var open = campaign.assignments().getFirst();
      for (Rank rank : List.of(Rank.RESPONDED, Rank.DISCARDED)) {
        boolean answered = rank == Rank.RESPONDED;
        fold.fold(
            List.of(
                new EndedAssignment(
                    open.campaignId(),
                    open.hostId(),
                    open.queryId(),
                    rank,
                    false,
                    answered,
                    answered ? 2 : 0,
                    NOW)),
            NOW);
      }

      assertThat(tables.detail(campaign.id(), NOW).orElseThrow().summary().hits())
          .isEqualTo(byMatch ? 1 : 0);
    }
  }

  @Test
  void an_end_of_a_query_that_the_host_was_not_asked_changes_nothing() {
    var campaign = SeededCampaign.in(jdbi, 1);
    var open = campaign.assignments().getFirst();
    var ofOthers = UUID.randomUUID();
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO campaign_query VALUES (?, ?, 'registry_key', 'SELECT 1', 1, '{1}')",
                campaign.id(), ofOthers));

    fold.fold(
        List.of(
            new EndedAssignment(
                open.campaignId(), open.hostId(), ofOthers, Rank.RESPONDED, false, true, 5, NOW)),
        NOW);

    var summary = tables.detail(campaign.id(), NOW).orElseThrow().summary();
    assertThat(summary.hosts().responded()).isZero();
    assertThat(summary.hosts().pending()).isEqualTo(1);
    assertThat(summary.hits()).isZero();
  }
}
