package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BatchPiecesTest {
  private static final int MIB = 1024 * 1024;

  private final Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> batch =
      new LinkedHashMap<>();

  @Test
  void small_answers_stay_together_however_many_they_are() {
    IntStream.range(0, 1_000).forEach(n -> add(n % 3, 2_000));

    assertThat(pieces()).hasSize(1);
    assertThat(offsets(pieces())).isEqualTo(offsets(List.of(records())));
  }

  @Test
  void no_piece_has_more_than_its_bytes_and_the_order_of_each_partition_stays() {
    IntStream.range(0, 20).forEach(n -> add(n % 2, MIB));

    assertThat(pieces()).extracting(ConsumerRecords::count).containsExactly(4, 4, 4, 4, 4);
    assertThat(offsets(pieces())).isEqualTo(offsets(List.of(records())));
  }

  @Test
  void what_just_fits_is_one_piece() {
    add(0, BatchPieces.BYTES_MAX - 1);
    add(0, 1);

    assertThat(pieces()).hasSize(1);

    add(0, 1);

    assertThat(pieces()).extracting(ConsumerRecords::count).containsExactly(2, 1);
  }

  @Test
  void a_record_that_is_larger_is_a_piece_of_its_own() {
    add(0, 10);
    add(0, BatchPieces.BYTES_MAX + 1);
    add(1, 10);

    assertThat(pieces()).extracting(ConsumerRecords::count).containsExactly(1, 1, 1);
  }

  @Test
  void tombstones_have_no_size_and_nothing_has_no_pieces() {
    assertThat(pieces()).isEmpty();

    add(0, -1);
    add(0, BatchPieces.BYTES_MAX);

    assertThat(pieces()).extracting(ConsumerRecords::count).containsExactly(2);
  }

  private void add(int partition, int bytes) {
    var records = batch.computeIfAbsent(new TopicPartition("t", partition), _ -> new ArrayList<>());
    byte[] value = bytes < 0 ? null : new byte[bytes];
    records.add(new ConsumerRecord<>("t", partition, records.size(), "key", value));
  }

  private ConsumerRecords<String, byte[]> records() {
    return new ConsumerRecords<>(batch, Map.of());
  }

  private List<ConsumerRecords<String, byte[]>> pieces() {
    return BatchPieces.of(records());
  }

  /** By partition, in the order in which they are taken. */
  private static Map<Integer, List<Long>> offsets(List<ConsumerRecords<String, byte[]>> pieces) {
    var offsets = new LinkedHashMap<Integer, List<Long>>();
    for (var piece : pieces) {
      StreamSupport.stream(piece.spliterator(), false)
          .forEach(
              record ->
                  offsets
                      .computeIfAbsent(record.partition(), _ -> new ArrayList<>())
                      .add(record.offset()));
    }
    return offsets;
  }
}
