package mimir.campaign.targets;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.TestTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.campaign.targets.TargetTables.FrozenHost;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
@TestTransaction
class TargetTablesTest {

  @Inject TargetTables tables;
  @Inject Jdbi jdbi;

  private final UUID campaign = UUID.randomUUID();

  @ParameterizedTest
  @CsvSource({"1,1", "999,1", "1000,1", "1001,2", "2500,3"})
  void the_frozen_set_lies_in_full_chunks(int count, int chunks) {
    var hosts = SeededHosts.in(jdbi, count);

    long frozen = tables.freeze(campaign, new Target.Hosts(hosts));

    var chunked = new ArrayList<List<UUID>>();
    UUID last = null;
    for (int n = 0; n < chunks; n++) {
      chunked.add(tables.chunk(campaign, last).stream().map(FrozenHost::hostId).toList());
      last = chunked.getLast().getLast();
    }
    assertThat(frozen).isEqualTo(count);
    assertThat(chunked.subList(0, chunks - 1)).allMatch(chunk -> chunk.size() == 1_000);
    assertThat(chunked.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(hosts);
    assertThat(tables.chunk(campaign, last)).isEmpty();
    assertThat(tables.frozen(campaign, 1_000)).isEqualTo(chunked.getFirst());
  }

  @Test
  void a_count_goes_no_further_than_it_is_asked() {
    var hosts = SeededHosts.in(jdbi, 3);
    tables.upsert(
        List.of(SeededHosts.changed(hosts.getFirst(), "gone", SeededHosts.SEEN_AT, true)));

    assertThat(tables.countUpTo(new Target.Hosts(hosts), 5)).isEqualTo(2);
    assertThat(tables.countUpTo(new Target.Hosts(hosts), 1)).isEqualTo(1);
    assertThat(tables.countUpTo(new Target.Hosts(hosts.subList(0, 1)), 5)).isZero();
    assertThat(tables.countUpTo(new Target.Fleet(), 2)).isEqualTo(2);
  }

  @Test
  void a_host_that_is_asked_for_twice_is_frozen_once() {
    var host = SeededHosts.in(jdbi, 1).getFirst();

    assertThat(tables.freeze(campaign, new Target.Hosts(List.of(host, host)))).isEqualTo(1);
  }

  @Test
  void a_decommissioned_host_is_in_neither_target() {
    var hosts = SeededHosts.in(jdbi, 3);
    var gone = hosts.getFirst();
    tables.upsert(List.of(SeededHosts.changed(gone, "gone", SeededHosts.SEEN_AT, true)));
    var fleet = UUID.randomUUID();

    tables.freeze(campaign, new Target.Hosts(hosts));
    long frozen = tables.freeze(fleet, new Target.Fleet());

    assertThat(frozen(campaign)).containsExactlyInAnyOrderElementsOf(hosts.subList(1, 3));
    assertThat(frozen(fleet)).containsAll(hosts.subList(1, 3)).doesNotContain(gone);
    assertThat(frozen)
        .isEqualTo(count("SELECT count(*) FROM host WHERE decommissioned_at IS NULL"));
  }

  @Test
  void later_changes_of_hosts_do_not_touch_the_frozen_set() {
    var hosts = SeededHosts.in(jdbi, 3);
    tables.freeze(campaign, new Target.Hosts(hosts));

    tables.upsert(
        List.of(SeededHosts.changed(hosts.getFirst(), "gone", SeededHosts.SEEN_AT, true)));
    SeededHosts.in(jdbi, 2);

    assertThat(frozen(campaign)).containsExactlyInAnyOrderElementsOf(hosts);
  }

  @Test
  void ids_that_no_host_ever_had_are_listed() {
    var known = SeededHosts.in(jdbi, 2);
    var gone = known.getFirst();
    tables.upsert(List.of(SeededHosts.changed(gone, "gone", SeededHosts.SEEN_AT, true)));
    var strangers = Stream.generate(UUID::randomUUID).limit(3).toList();
    var asked = new ArrayList<>(known);
    asked.addAll(strangers);

    assertThat(tables.unknown(asked)).containsExactlyInAnyOrderElementsOf(strangers);
    assertThat(tables.unknown(known)).isEmpty();
  }

  @Test
  void an_older_message_about_a_host_changes_nothing() {
    var host = SeededHosts.in(jdbi, 1).getFirst();
    tables.upsert(
        List.of(SeededHosts.changed(host, "new", SeededHosts.SEEN_AT.plusSeconds(60), true)));

    tables.upsert(
        List.of(SeededHosts.changed(host, "old", SeededHosts.SEEN_AT.plusSeconds(59), false)));

    assertThat(count("SELECT count(*) FROM host WHERE hostname = 'old'")).isZero();
    assertThat(tables.freeze(campaign, new Target.Hosts(List.of(host)))).isZero();
  }

  @Test
  void two_messages_of_one_moment_are_taken_in_their_order() {
    var host = SeededHosts.in(jdbi, 1).getFirst();

    tables.upsert(
        List.of(
            SeededHosts.changed(host, "first", SeededHosts.SEEN_AT, false),
            SeededHosts.changed(host, "second", SeededHosts.SEEN_AT, true)));

    assertThat(count("SELECT count(*) FROM host WHERE hostname = 'second'")).isEqualTo(1);
    assertThat(tables.freeze(campaign, new Target.Hosts(List.of(host)))).isZero();
  }

  /** A plan that is kept knows no values: each chunk must still begin at its place in the index. */
  @Test
  void the_next_chunk_is_found_in_the_index_by_any_plan() {
    tables.freeze(campaign, new Target.Hosts(SeededHosts.in(jdbi, 2_500)));

    var plan =
        jdbi.withHandle(
            handle -> {
              handle.execute("SET LOCAL plan_cache_mode = force_generic_plan");
              handle.execute(
                  "PREPARE chunk (uuid, uuid, integer) AS "
                      + TargetTables.CHUNK
                          .replace(":campaign_id", "$1")
                          .replace(":after", "$2")
                          .replace(":chunk_max", "$3"));
              var lines =
                  handle
                      .createQuery(
                          "EXPLAIN EXECUTE chunk ('%s', '%s', 1000)"
                              .formatted(campaign, new UUID(0, 0)))
                      .mapTo(String.class)
                      .list();
              handle.execute("DEALLOCATE chunk");
              return String.join("\n", lines);
            });

    assertThat(plan)
        .contains("assigned_host_pkey", "host_id > $2")
        .doesNotContain("Filter", "Sort", "Seq Scan");
  }

  private List<UUID> frozen(UUID campaignId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT host_id FROM assigned_host WHERE campaign_id = :id")
                .bind("id", campaignId)
                .mapTo(UUID.class)
                .list());
  }

  private long count(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
