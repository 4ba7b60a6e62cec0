package mimir.ingest.responses;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * A batch in pieces of bounded size. Kafka bounds a batch by its records and by their compressed
 * bytes; decoded rows take several times as much as the bytes that they are read from.
 */
final class BatchPieces {
  /** Many small answers are still one piece. */
  static final int BYTES_MAX = 4 * 1024 * 1024;

  /** In the order of the batch; a record that is larger is a piece of its own. */
  static List<ConsumerRecords<String, byte[]>> of(ConsumerRecords<String, byte[]> batch) {
    var pieces = new ArrayList<ConsumerRecords<String, byte[]>>();
    var piece = new LinkedHashMap<TopicPartition, List<ConsumerRecord<String, byte[]>>>();
    long bytes = 0;
    for (ConsumerRecord<String, byte[]> record : batch) {
      int size = record.value() == null ? 0 : record.value().length;
      if (bytes + size > BYTES_MAX && !piece.isEmpty()) {
        pieces.add(new ConsumerRecords<>(new LinkedHashMap<>(piece), Map.of()));
        piece.clear();
        bytes = 0;
      }
      piece
          .computeIfAbsent(
              new TopicPartition(record.topic(), record.partition()), _ -> new ArrayList<>())
          .add(record);
      bytes += size;
    }
    if (!piece.isEmpty()) {
      pieces.add(new ConsumerRecords<>(piece, Map.of()));
    }
    return pieces;
  }

  private BatchPieces() {}
}
