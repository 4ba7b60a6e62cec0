package mimir.ingest.responses;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * Batches that have come while others are stored. They are taken together: the more there is to do,
 * the more of it becomes one transaction, and nothing waits when there is little.
 */
final class GatheredBatches {
  /**
   * With these there is no room for more. Fewer than make a {@link PartBatch}: what the last one
   * has too many should not become a transaction of its own.
   */
  static final int RECORDS_MAX = 2_000;

  static final int BYTES_MAX = 4 * 1024 * 1024;

  private List<Batch> waiting = new ArrayList<>();
  private long records;
  private long bytes;
  private CompletableFuture<Void> room = CompletableFuture.completedFuture(null);

  /** Some records, and what is told when they are stored. */
  static final class Batch {
    private final ConsumerRecords<String, byte[]> records;
    private final CompletableFuture<Void> stored = new CompletableFuture<>();

    Batch(ConsumerRecords<String, byte[]> records) {
      this.records = records;
    }

    /** Ends with a failure when they never will be. */
    CompletionStage<Void> stored() {
      return stored;
    }

    /**
     * @param failure null when they are stored
     */
    void end(Throwable failure) {
      if (failure == null) {
        stored.complete(null);
      } else {
        stored.completeExceptionally(failure);
      }
    }
  }

  /** In the order in which they came. */
  static List<ConsumerRecord<String, byte[]>> records(List<Batch> batches) {
    var records = new ArrayList<ConsumerRecord<String, byte[]>>();
    batches.forEach(batch -> batch.records.forEach(records::add));
    return records;
  }

  /** Ends when there is room for another one. */
  synchronized CompletionStage<Void> add(Batch batch) {
    waiting.add(batch);
    for (ConsumerRecord<String, byte[]> record : batch.records) {
      records++;
      bytes += record.value() == null ? 0 : record.value().length;
    }
    if (room.isDone() && (records >= RECORDS_MAX || bytes >= BYTES_MAX)) {
      room = new CompletableFuture<>();
    }
    return room;
  }

  /** All that wait; perhaps none. */
  List<Batch> take() {
    List<Batch> taken;
    CompletableFuture<Void> made;
    synchronized (this) {
      taken = waiting;
      made = room;
      waiting = new ArrayList<>();
      records = 0;
      bytes = 0;
    }
    // Whoever waits for it may come back at once.
    made.complete(null);
    return taken;
  }
}
