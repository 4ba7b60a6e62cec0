package mimir.campaign.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.campaign.SeededCampaign;
import mimir.campaign.stream.StreamRules.Step;
import mimir.contracts.Refused;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class ReadersTest {
  private static final Instant NEVER = Instant.parse("2999-01-01T00:00:00Z");

  @Inject Readers readers;
  @Inject Jdbi jdbi;

  @Test
  void a_state_has_the_same_version_whoever_asks_and_another_one_after_a_change() {
    var id = SeededCampaign.in(jdbi, 1).id();
    var before = readers.state(id).orElseThrow();

    assertThat(readers.state(id)).contains(before);
    jdbi.useHandle(
        handle -> handle.execute("UPDATE coverage SET late = 1 WHERE campaign_id = ?", id));
    var after = readers.state(id).orElseThrow();

    assertThat(after.coverageVersion()).isNotEqualTo(before.coverageVersion());
    assertThat(after.statusVersion()).isEqualTo(before.statusVersion());
    assertThat(readers.state(UUID.randomUUID())).isEmpty();
  }

  @Test
  void one_poll_serves_readers_of_several_campaigns() {
    var ids = List.of(SeededCampaign.in(jdbi, 1).id(), SeededCampaign.in(jdbi, 1).id());
    var first = follow(ids.getFirst());
    var second = follow(ids.getLast());
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE campaign SET status = 'archived' WHERE campaign_id IN (?, ?)",
                ids.getFirst(),
                ids.getLast()));

    readers.poll();

    first.awaitItems(3).cancel();
    second.awaitItems(3).cancel();
    assertThat(last(first)).isEqualTo("status");
    assertThat(last(second)).isEqualTo("status");
  }

  @Test
  void a_stream_that_should_have_ended_says_nothing() {
    var id = SeededCampaign.in(jdbi, 1).id();
    var state = readers.state(id).orElseThrow();

    var reader =
        readers
            .follow("alice", id, Told.resumed(null, Instant.EPOCH), state, Instant.EPOCH, () -> {})
            .subscribe()
            .withSubscriber(AssertSubscriber.<Step>create(10));

    reader.awaitCompletion().assertHasNotReceivedAnyItem();
  }

  @Test
  void one_person_has_so_many_streams_and_not_one_more() {
    var id = SeededCampaign.in(jdbi, 1).id();
    var open = Stream.generate(() -> follow(id)).limit(StreamRules.STREAMS_PER_PERSON_MAX).toList();
    try {
      assertThatThrownBy(() -> readers.requireRoom("alice")).isInstanceOf(Refused.class);
      readers.requireRoom("bob");
      // As one that asked before the last of the others began.
      follow(id).awaitCompletion().assertHasNotReceivedAnyItem();

      open.getFirst().cancel();

      readers.requireRoom("alice");
    } finally {
      open.forEach(AssertSubscriber::cancel);
    }
  }

  private AssertSubscriber<Step> follow(UUID id) {
    var state = readers.state(id).orElseThrow();
    return readers
        .follow("alice", id, Told.resumed(null, Instant.EPOCH), state, NEVER, () -> {})
        .subscribe()
        .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
  }

  private static String last(AssertSubscriber<Step> reader) {
    return reader.getItems().getLast() instanceof Step.Event event ? event.name() : "comment";
  }
}
