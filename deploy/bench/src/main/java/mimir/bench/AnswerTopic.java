package mimir.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import mimir.contracts.MessageCodec;
import mimir.contracts.Topics;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.CampaignKind;
import mimir.contracts.ingest.ResultPart;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes what dispatch-service and campaign-service would: answers, and launches before them. */
final class AnswerTopic implements AutoCloseable {
  /** Caps that nothing here reaches; the counters are on all the same. */
  private static final int HOST_CAP = 1_000_000;

  private static final long CAMPAIGN_CAP = 1_000_000_000;

  private final KafkaProducer<String, byte[]> producer;
  private final String prefix;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  AnswerTopic(String bootstrap, String prefix) {
    this.prefix = prefix;
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "acks",
            "all",
            "linger.ms",
            0,
            "compression.type",
            "zstd");
    producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  /** A campaign of one query. */
  record Asked(UUID campaignId, UUID queryId) {
    static Asked random() {
      return new Asked(UUID.randomUUID(), UUID.randomUUID());
    }
  }

  void launch(Asked asked, long hosts) {
    Instant now = Instant.now();
    send(
        Topics.CAMPAIGNS,
        asked.campaignId(),
        CampaignEvent.CODEC,
        new CampaignLaunched(
            asked.campaignId(),
            "bench",
            CampaignKind.OSQUERY,
            "bench",
            now,
            now.plus(1, ChronoUnit.HOURS),
            null,
            new FrozenTarget("hosts", hosts),
            hosts,
            0,
            List.of(new FrozenQuery(asked.queryId(), "osquery", "SELECT * FROM processes")),
            null,
            null,
            null,
            HOST_CAP,
            CAMPAIGN_CAP,
            null),
        () -> {});
    flush();
  }

  /**
   * The host's answer, in one part.
   *
   * @param stored is told when the broker has confirmed it
   */
  void answer(Asked asked, UUID hostId, int rows, Runnable stored) {
    answer(
        asked, hostId, IntStream.range(0, rows).mapToObj(row -> row(hostId, row)).toList(), stored);
  }

  /** The same with rows of one's own. */
  void answer(Asked asked, UUID hostId, List<Map<String, String>> rows, Runnable stored) {
    send(
        Topics.RESULTS,
        hostId,
        ResultPart.CODEC,
        new ResultPart(
            UUID.randomUUID(),
            UUID.randomUUID(),
            new ResultPart.Assignment(asked.campaignId(), asked.queryId(), hostId),
            1,
            0,
            true,
            0,
            null,
            new ResultPart.Stats(12L, 8L, 3L, 1_000_000L),
            Instant.now(),
            null,
            0,
            null,
            rows),
        stored);
  }

  /** As wide as what osquery tells of a process. */
  private static Map<String, String> row(UUID hostId, int row) {
    long number = (hostId.getLeastSignificantBits() & 0xffff) + row;
    var cells = new LinkedHashMap<String, String>();
    cells.put("pid", "" + number % 32_768);
    cells.put("name", "process-" + number % 500);
    cells.put("path", "/usr/lib/systemd/systemd-" + number % 500);
    cells.put("cmdline", "/usr/lib/systemd/systemd-" + number % 500 + " --user --unit=" + number);
    cells.put("uid", "" + number % 20);
    cells.put("state", "S");
    return cells;
  }

  private <T> void send(String topic, UUID key, MessageCodec<T> codec, T message, Runnable stored) {
    var record = new ProducerRecord<>(prefix + topic, key.toString(), codec.encode(message));
    record.headers().add("ce_id", UUID.randomUUID().toString().getBytes(UTF_8));
    record.headers().add("ce_type", codec.typeOf(message).getBytes(UTF_8));
    Future<RecordMetadata> _ =
        producer.send(
            record,
            (_, cause) -> {
              if (cause == null) {
                stored.run();
              } else {
                failure.compareAndSet(null, cause);
              }
            });
  }

  /** Until all is confirmed. */
  void flush() {
    producer.flush();
    if (failure.get() != null) {
      throw new IllegalStateException("a record was not stored", failure.get());
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
