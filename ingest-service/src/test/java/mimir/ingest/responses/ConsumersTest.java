package mimir.ingest.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.CampaignEvent.CampaignArchived;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.ingest.ResultPart;
import mimir.contracts.runtime.Ids;
import mimir.ingest.Batch;
import mimir.testing.Infra;
import mimir.testing.ServiceInfra;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
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
