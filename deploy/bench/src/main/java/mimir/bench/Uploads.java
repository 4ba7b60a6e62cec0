package mimir.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.ingest.ResultPart;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What the topic of the answers holds, by upload. */
final class Uploads {
  private static final String TYPE = "mimir.result.part.v1";

  private final Map<UUID, Upload> byId = new HashMap<>();

  /** Of one upload: the parts that are there, and their rows. */
  private static final class Upload {
    private final List<Integer> parts = new ArrayList<>();
    private UUID hostId;
    private int rows;
    private int of = -1;

    boolean whole() {
      return parts.size() == of
          && parts.stream().distinct().count() == of
          && parts.stream().allMatch(part -> part < of);
    }
  }

  /** Everything on the topic that belongs to this campaign. */
  static Uploads of(String bootstrap, String topic, UUID campaignId) {
    var uploads = new Uploads();
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap);
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> uploads.add(record, campaignId));
      }
    }
    return uploads;
  }

  private void add(ConsumerRecord<String, byte[]> record, UUID campaignId) {
    ResultPart part;
    try {
      part = ResultPart.CODEC.decode(TYPE, record.value()).orElseThrow();
    } catch (MessageCodec.Undecodable e) {
      throw new IllegalStateException("not a part of an answer", e);
    }
    if (part.assignment().campaignId().equals(campaignId)) {
      Upload upload = byId.computeIfAbsent(part.uploadId(), _ -> new Upload());
      upload.hostId = part.assignment().hostId();
      upload.parts.add(part.part());
      upload.rows += part.rows().size();
      upload.of = part.last() ? part.part() + 1 : upload.of;
    }
  }

  /** Hosts of which a whole upload with so many rows is there. */
  long hostsWith(int rows) {
    return byId.values().stream()
        .filter(each -> each.whole() && each.rows == rows)
        .map(each -> each.hostId)
        .distinct()
        .count();
  }

  int count() {
    return byId.size();
  }
}
