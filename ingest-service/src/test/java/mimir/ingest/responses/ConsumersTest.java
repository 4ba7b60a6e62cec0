package mimir.ingest.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.CampaignEvent.CampaignArchived;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.ingest.ResultPart;
import mimir.contracts.runtime.Ids;
import mimir.contracts.runtime.Inbox;
import mimir.ingest.Batch;
import mimir.testing.Infra;
import mimir.testing.ServiceInfra;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class ConsumersTest {

  @Inject ResultConsumer results;
  @Inject CampaignConsumer campaigns;
  @Inject CampaignTables tables;
  @Inject Inbox inbox;
  @Inject Intake intake;
  @Inject Jdbi jdbi;

  @ConfigProperty(name = "mimir.topic-prefix")
  String prefix;

  private final UUID campaign = Ids.next();

  @Test
  void bytes_that_nobody_wrote_become_dead_letters_and_their_neighbours_are_stored() {
    campaigns.on(Batch.of(CampaignEvent.CODEC, List.of(Answer.launched(campaign))));
    var topic = prefix + "results";
    var type = ResultPart.CODEC.typeOf(part(Answer.to(campaign)));
    var garbage = ("garbage of " + campaign).getBytes(UTF_8);

    results.on(
        new Batch(topic)
            .with(UUID.randomUUID(), ResultPart.CODEC, part(Answer.to(campaign)))
            .with(UUID.randomUUID().toString(), type, garbage)
            .with(UUID.randomUUID().toString(), "mimir.result.invented.v1", garbage)
            .with(UUID.randomUUID(), ResultPart.CODEC, part(Answer.to(campaign)))
            .records());

    assertThat(Stored.of(jdbi, campaign).answers()).hasSize(2);
    var dead = dead(topic + ".dead");
    assertThat(dead).hasSize(1);
    assertThat(dead.getFirst().value()).isEqualTo(garbage);
    assertThat(header(dead.getFirst(), "source_topic")).isEqualTo(topic);
    assertThat(header(dead.getFirst(), "source_offset")).isEqualTo("1");
    assertThat(header(dead.getFirst(), "reason")).startsWith("not a " + type);
  }

  @Test
  void a_redelivered_batch_of_answers_changes_nothing() {
    campaigns.on(Batch.of(CampaignEvent.CODEC, List.of(Answer.launched(campaign))));
    var batch = Batch.of(ResultPart.CODEC, List.of(part(Answer.to(campaign))));
    results.on(batch);
    var before = Stored.of(jdbi, campaign);

    results.on(batch);

    assertThat(Stored.of(jdbi, campaign)).isEqualTo(before);
  }

  /** More than fit into one transaction, and a batch of nothing. */
  @Test
  void a_batch_is_acknowledged_when_it_and_all_before_it_are_stored() throws Exception {
    campaigns.on(Batch.of(CampaignEvent.CODEC, List.of(Answer.launched(campaign))));
    var sizes = List.of(90, 60, 0, 3_000, 1, 70, 0);
    var storedThen = new ArrayList<CompletableFuture<Integer>>();
    for (int size : sizes) {
      var stored = new CompletableFuture<Integer>();
      storedThen.add(stored);
      CompletionStage<Void> _ =
          results.on(
              Message.of(
                  answers(size),
                  () -> {
                    stored.complete(answersStored());
                    return CompletableFuture.completedFuture(null);
                  }));
    }

    int sent = 0;
    for (int n = 0; n < sizes.size(); n++) {
      sent += sizes.get(n);
      assertThat(storedThen.get(n).get(1, TimeUnit.MINUTES)).isGreaterThanOrEqualTo(sent);
    }
    assertThat(answersStored()).isEqualTo(sent);
  }

  /** Else what comes behind it would be committed, and it with that. */
  @Test
  void once_a_batch_fails_none_behind_it_is_acknowledged() throws Exception {
    var broken = new ResultConsumer(inbox, intake);
    campaigns.on(Batch.of(CampaignEvent.CODEC, List.of(Answer.launched(campaign))));
    var unreadable =
        new ConsumerRecord<String, byte[]>("results", 0, 0, "key", new byte[0]) {
          @Override
          public Headers headers() {
            throw new AssertionError("as when the memory is used up");
          }
        };
    var batch =
        new ConsumerRecords<String, byte[]>(
            Map.of(new TopicPartition("results", 0), List.of(unreadable)), Map.of());

    var told = new ArrayList<Throwable>();
    var failed = new CompletableFuture<Void>();
    CompletionStage<Void> _ =
        broken.on(
            Message.of(
                batch,
                () -> CompletableFuture.completedFuture(null),
                failure -> {
                  told.add(failure);
                  failed.complete(null);
                  return failed;
                }));
    failed.get(1, TimeUnit.MINUTES);

    assertThat(told).hasSize(1);
    assertThat(told.getFirst()).hasStackTraceContaining("as when");
    assertThatThrownBy(() -> broken.on(answers(1))).hasStackTraceContaining("as when");
    assertThat(broken.on(Message.of(answers(1))).toCompletableFuture()).isNotDone();
    assertThat(told).hasSize(1);
    assertThat(answersStored()).isZero();
    broken.stop();
  }

  private ConsumerRecords<String, byte[]> answers(int count) {
    return Batch.of(
        ResultPart.CODEC, Stream.generate(() -> part(Answer.to(campaign))).limit(count).toList());
  }

  private int answersStored() {
    return Stored.of(jdbi, campaign).answers().size();
  }

  @Test
  void a_replay_of_the_campaigns_topic_changes_nothing() {
    List<CampaignEvent> stream =
        List.of(
            Answer.launched(campaign),
            new CampaignStopped(campaign, "alice", "", true, Answer.IN_TIME),
            new CampaignArchived(campaign, "alice", Answer.LATE));
    campaigns.on(Batch.of(CampaignEvent.CODEC, stream));
    var before = tables.find(List.of(campaign));

    campaigns.on(Batch.of(CampaignEvent.CODEC, stream));

    assertThat(tables.find(List.of(campaign))).isEqualTo(before);
    assertThat(before.get(campaign).stoppedAt()).isEqualTo(Answer.IN_TIME);
    assertThat(before.get(campaign).discardInFlight()).isTrue();
  }

  @Test
  void a_campaign_event_of_an_unknown_type_is_skipped() {
    campaigns.on(
        new Batch("campaigns")
            .with(UUID.randomUUID().toString(), "mimir.campaign.renamed.v1", new byte[] {'{', '}'})
            .with(UUID.randomUUID(), CampaignEvent.CODEC, Answer.launched(campaign))
            .records());

    assertThat(tables.find(List.of(campaign))).containsOnlyKeys(campaign);
  }

  private static ResultPart part(Answer answer) {
    return answer.pieces().getFirst().part();
  }

  private static String header(ConsumerRecord<String, byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  /** All that lie there: a letter is acknowledged by the broker before the consumer goes on. */
  private static List<ConsumerRecord<String, byte[]>> dead(String topic) {
    var settings = Map.<String, Object>of("bootstrap.servers", Infra.kafkaBootstrap());
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      var partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      return consumer.poll(Duration.ofSeconds(10)).records(partition);
    }
  }
}
