package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import mimir.ingest.responses.GatheredBatches.Batch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GatheredBatchesTest {
  private final GatheredBatches gathered = new GatheredBatches();

  @Test
  void what_waits_is_taken_together_in_its_order_and_once() {
    var one = batch(2, 10);
    var two = batch(3, 10);
    gathered.add(one);
    gathered.add(two);

    assertThat(gathered.take()).containsExactly(one, two);
    assertThat(gathered.take()).isEmpty();
    assertThat(GatheredBatches.records(List.of(one, two)))
        .extracting(ConsumerRecord::offset)
        .containsExactly(0L, 1L, 0L, 1L, 2L);
  }

  @Test
  void there_is_no_room_from_so_many_bytes_on_until_they_are_taken() {
    assertThat(hasRoom(batch(1, GatheredBatches.BYTES_MAX - 1))).isTrue();

    var room = gathered.add(batch(1, 1)).toCompletableFuture();
    assertThat(room).isNotDone();
    assertThat(gathered.add(batch(1, 1)).toCompletableFuture()).isSameAs(room);

    assertThat(gathered.take()).hasSize(3);
    assertThat(room).isCompleted();
    assertThat(hasRoom(batch(1, GatheredBatches.BYTES_MAX - 1))).isTrue();
  }

  @Test
  void there_is_no_room_from_so_many_records_on() {
    assertThat(hasRoom(batch(GatheredBatches.RECORDS_MAX - 1, 0))).isTrue();
    assertThat(hasRoom(batch(1, 0))).isFalse();
  }

  private boolean hasRoom(Batch next) {
    return gathered.add(next).toCompletableFuture().isDone();
  }

  private static Batch batch(int records, int bytes) {
    var partition = new TopicPartition("t", 0);
    var each =
        IntStream.range(0, records)
            .mapToObj(n -> new ConsumerRecord<>("t", 0, n, "key", new byte[bytes]))
            .toList();
    return new Batch(new ConsumerRecords<>(Map.of(partition, each), Map.of()));
  }
}
