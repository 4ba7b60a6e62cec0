package mimir.journey;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import mimir.contracts.MessageCodec;
import mimir.contracts.Topics;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.CampaignKind;
import mimir.contracts.ingest.ResultPart;
import mimir.contracts.ingest.ResultPart.Assignment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes to their topics what campaign-service and dispatch-service would. */
final class AnswerWriter implements AutoCloseable {
  /** Of a host; far away. */
  private static final int HOST_CAP = 1_000_000;

  private final KafkaProducer<String, byte[]> producer;
  private final String prefix;

  AnswerWriter(String bootstrap, String prefix) {
    this.prefix = prefix;
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", 0);
    producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  /** A campaign of one query. */
  record Asked(UUID campaignId, UUID queryId, long cap) {
    static Asked withCap(long cap) {
      return new Asked(UUID.randomUUID(), UUID.randomUUID(), cap);
    }
  }

  /** An upload of so many rows, whose cell n counts through them. */
  record Sent(UUID uploadId, Asked asked, UUID hostId, int rows) {
    /** As the agent sends it again when it heard no reply. */
    Sent again() {
      return new Sent(UUID.randomUUID(), asked, hostId, rows);
    }
  }

  void launch(Asked asked, int hosts) {
    Instant now = InstantSource.system().instant();
    var event =
        new CampaignLaunched(
            asked.campaignId(),
            "race",
            CampaignKind.OSQUERY,
            "admin",
            now,
            now.plus(Duration.ofHours(1)),
            null,
            new FrozenTarget("hosts", hosts),
            hosts,
            0,
            List.of(new FrozenQuery(asked.queryId(), "osquery", "SELECT 1")),
            List.of(),
            null,
            null,
            HOST_CAP,
            asked.cap(),
            null);
    confirm(List.of(send(Topics.CAMPAIGNS, asked.campaignId(), CampaignEvent.CODEC, event)));
  }

  /** Returns when the broker has confirmed all parts: from here on it may not be lost. */
  void answer(Sent sent) {
    var parts = new ArrayList<Future<RecordMetadata>>();
    int from = 0;
    do {
      int to = Math.min(sent.rows(), from + ResultPart.ROWS_MAX);
      parts.add(send(Topics.RESULTS, sent.hostId(), ResultPart.CODEC, part(sent, from, to)));
      from = to;
    } while (from < sent.rows());
    confirm(parts);
  }

  private static ResultPart part(Sent sent, int from, int to) {
    return new ResultPart(
        sent.uploadId(),
        sent.uploadId(),
        new Assignment(sent.asked().campaignId(), sent.asked().queryId(), sent.hostId()),
        1,
        from / ResultPart.ROWS_MAX,
        to == sent.rows(),
        0,
        null,
        new ResultPart.Stats(12L, 8L, 3L, 1_000_000L),
        InstantSource.system().instant(),
        null,
        0,
        null,
        IntStream.range(from, to).mapToObj(n -> Map.of("n", "" + n)).toList());
  }

  private <T> Future<RecordMetadata> send(
      String topic, UUID key, MessageCodec<T> codec, T message) {
    var record = new ProducerRecord<>(prefix + topic, key.toString(), codec.encode(message));
    record.headers().add("ce_id", UUID.randomUUID().toString().getBytes(UTF_8));
    record.headers().add("ce_type", codec.typeOf(message).getBytes(UTF_8));
    return producer.send(record);
  }

  private static void confirm(List<Future<RecordMetadata>> records) {
    try {
      for (var record : records) {
        record.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("the broker did not take a record", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
