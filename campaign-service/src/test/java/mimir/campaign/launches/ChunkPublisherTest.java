package mimir.campaign.launches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import mimir.campaign.targets.SeededHosts;
import mimir.campaign.targets.Target;
import mimir.campaign.targets.TargetTables;
import mimir.contracts.MessageCodec;
import mimir.contracts.dispatch.AssignmentEvent;
import mimir.contracts.dispatch.AssignmentEvent.AssignmentsCreated;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class ChunkPublisherTest {
  private static final String TRACE_ID = "00-0af7651916cd43dd8448eb211c80319c-";
  private static final String TRACE = TRACE_ID + "b7ad6b7169203331-01";
  private static final String TYPE = "mimir.assignments.created.v1";

  @Inject ChunkPublisher publisher;
  @Inject TargetTables targets;
  @Inject Jdbi jdbi;

  private final UUID query = Ids.next();

  @BeforeEach
  void nothing_else_is_to_be_published() {
    jdbi.useHandle(handle -> handle.execute("DELETE FROM chunk_progress"));
  }

  @Test
  void every_host_is_in_exactly_one_chunk() {
    var hosts = SeededHosts.in(jdbi, 2_500);
    var campaign = frozen(hosts);

    publisher.publish();

    var published = published(campaign);
    assertThat(published).extracting(AssignmentsCreated::chunk).containsExactly(0, 1, 2);
    assertThat(published).allMatch(chunk -> chunk.of() == 3);
    assertThat(published).allMatch(chunk -> chunk.groups().size() == 1);
    assertThat(published.stream().flatMap(each -> each.groups().getFirst().hostIds().stream()))
        .containsExactlyInAnyOrderElementsOf(hosts);
    assertThat(published)
        .allMatch(each -> each.groups().getFirst().queryIds().equals(List.of(query)));
  }

  @Test
  void each_group_of_hosts_is_asked_its_own_queries() {
    var hosts = SeededHosts.in(jdbi, 3);
    var campaign = frozen(hosts);
    var ofBoth = Ids.next();
    jdbi.useHandle(
        handle -> {
          handle.execute(
              "UPDATE assigned_host SET query_group = 1 WHERE campaign_id = ? AND host_id = ?",
              campaign,
              hosts.getFirst());
          handle.execute(
              "INSERT INTO campaign_query VALUES (?, ?, 'ipv4_snapshot', 'SELECT 1', 3, '{0,1}')",
              campaign,
              ofBoth);
        });

    publisher.publish();

    assertThat(published(campaign).getFirst().groups())
        .extracting(group -> Set.copyOf(group.queryIds()), group -> Set.copyOf(group.hostIds()))
        .containsExactlyInAnyOrder(
            tuple(Set.of(query, ofBoth), Set.copyOf(hosts.subList(1, 3))),
            tuple(Set.of(ofBoth), Set.of(hosts.getFirst())));
  }

  @Test
  void what_was_published_is_not_published_again() {
    var campaign = frozen(SeededHosts.in(jdbi, 3));
    publisher.publish();

    publisher.publish();

    assertThat(published(campaign)).hasSize(1);
  }

  @Test
  void after_a_crash_between_two_chunks_the_next_round_goes_on() {
    var campaign = frozen(SeededHosts.in(jdbi, 2_001));
    QuarkusTransaction.requiringNew().call(publisher::next);
    assertThat(published(campaign)).hasSize(1);

    publisher.publish();

    assertThat(published(campaign)).extracting(AssignmentsCreated::chunk).containsExactly(0, 1, 2);
  }

  @Test
  void a_crash_before_the_commit_leaves_the_chunk_to_the_next_round() {
    var campaign = frozen(SeededHosts.in(jdbi, 2));
    QuarkusTransaction.begin();
    assertThat(publisher.next()).isTrue();
    QuarkusTransaction.rollback();
    assertThat(published(campaign)).isEmpty();

    publisher.publish();

    assertThat(published(campaign)).hasSize(1);
  }

  @Test
  void two_publishers_at_once_publish_each_chunk_once() throws Exception {
    var first = frozen(SeededHosts.in(jdbi, 4_100));
    var second = frozen(SeededHosts.in(jdbi, 3_100));
    Callable<Void> rounds =
        () -> {
          // A chunk of the other one is skipped, so an end is only believed when all are done.
          while (open() > 0) {
            QuarkusTransaction.requiringNew().call(publisher::next);
          }
          return null;
        };

    try (var threads = Executors.newFixedThreadPool(2)) {
      for (var done : threads.invokeAll(List.of(rounds, rounds))) {
        done.get();
      }
    }

    assertThat(published(first))
        .extracting(AssignmentsCreated::chunk)
        .containsExactly(0, 1, 2, 3, 4);
    assertThat(published(second)).extracting(AssignmentsCreated::chunk).containsExactly(0, 1, 2, 3);
  }

  @Test
  void a_small_launch_does_not_wait_behind_a_large_one() {
    var large = frozen(SeededHosts.in(jdbi, 5_000));
    QuarkusTransaction.requiringNew().call(publisher::next);
    QuarkusTransaction.requiringNew().call(publisher::next);
    var small = frozen(SeededHosts.in(jdbi, 10));

    QuarkusTransaction.requiringNew().call(publisher::next);

    assertThat(published(small)).hasSize(1);
    assertThat(published(large)).hasSize(2);
  }

  @Test
  void one_that_cannot_be_published_holds_up_no_other() {
    var broken = frozen(SeededHosts.in(jdbi, 1));
    jdbi.useHandle(
        handle -> handle.execute("DELETE FROM assigned_host WHERE campaign_id = ?", broken));
    var other = frozen(SeededHosts.in(jdbi, 1_001));

    publisher.publish();

    assertThat(published(broken)).isEmpty();
    assertThat(published(other)).hasSize(2);
  }

  @Test
  void the_trace_of_the_launch_goes_along() {
    var campaign = frozen(SeededHosts.in(jdbi, 1));

    publisher.publish();

    String traceparent =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT traceparent FROM event WHERE message_key = :key AND type = :type")
                    .bind("key", campaign + ":0")
                    .bind("type", TYPE)
                    .mapTo(String.class)
                    .one());
    assertThat(traceparent).startsWith(TRACE_ID);
  }

  private UUID frozen(List<UUID> hosts) {
    var campaign = Ids.next();
    targets.freeze(campaign, new Target.Hosts(hosts));
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO campaign_query VALUES (?, ?, 'osquery', 'SELECT 1', ?)",
                campaign,
                query,
                hosts.size()));
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO chunk_progress (campaign_id, published, chunks, traceparent)"
                    + " VALUES (?, 0, ?, ?)",
                campaign,
                Math.ceilDiv(hosts.size(), AssignmentEvent.CHUNK_HOSTS_MAX),
                TRACE));
    return campaign;
  }

  private List<AssignmentsCreated> published(UUID campaign) {
    return jdbi
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT payload
                        FROM event
                        WHERE subject LIKE :campaign AND type = :type
                        ORDER BY subject
                        """)
                    .bind("campaign", campaign + ":%")
                    .bind("type", TYPE)
                    .mapTo(String.class)
                    .list())
        .stream()
        .map(ChunkPublisherTest::decoded)
        .toList();
  }

  private static AssignmentsCreated decoded(String payload) {
    try {
      return (AssignmentsCreated)
          AssignmentEvent.CODEC
              .decode(TYPE, payload.getBytes(StandardCharsets.UTF_8))
              .orElseThrow();
    } catch (MessageCodec.Undecodable e) {
      throw new AssertionError(e);
    }
  }

  private long open() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT count(*) FROM chunk_progress WHERE published < chunks")
                .mapTo(Long.class)
                .one());
  }
}
