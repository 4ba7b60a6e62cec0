package mimir.ingest.responses;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import mimir.contracts.ingest.ResultPart;
import mimir.contracts.runtime.Inbox;
import mimir.contracts.runtime.Received;
import mimir.ingest.responses.GatheredBatches.Batch;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Answers as they come; unique keys and not an inbox make a redelivery harmless.
 *
 * <p>What makes one transaction is decoded while the one before goes on, each on a thread of its
 * own: there is never more than one, and they are in the order of the records.
 */
@ApplicationScoped
class ResultConsumer {
  private static final String NAME = "results";
  private static final Duration STOP_MAX = Duration.ofSeconds(5);

  private final Inbox inbox;
  private final Intake intake;
  private final GatheredBatches gathered = new GatheredBatches();
  private final ExecutorService decoding = thread("results-decode");
  private final ExecutorService storing = thread("results-store");

  private final AtomicBoolean ended = new AtomicBoolean();

  /** Of what was decoded last; a failure is that of all that comes after it. */
  private CompletableFuture<Void> stored = CompletableFuture.completedFuture(null);

  ResultConsumer(Inbox inbox, Intake intake) {
    this.inbox = inbox;
    this.intake = intake;
  }

  // Not virtual: decoding would keep a carrier from those who answer requests.
  private static ExecutorService thread(String name) {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
  }

  /**
   * Acknowledged when it is stored; the next one may come as soon as there is room for it. After a
   * failure, which the channel is told once, none may.
   */
  @Incoming(NAME)
  CompletionStage<Void> on(Message<ConsumerRecords<String, byte[]>> message) {
    if (ended.get()) {
      return new CompletableFuture<>();
    }
    var batch = new Batch(message.getPayload());
    batch
        .stored()
        .whenComplete(
            (_, failure) -> {
              if (failure == null) {
                CompletionStage<Void> _ = message.ack();
              } else if (ended.compareAndSet(false, true)) {
                CompletionStage<Void> _ = message.nack(failure);
              }
            });
    return add(batch);
  }

  /** Returns when it is stored. */
  void on(ConsumerRecords<String, byte[]> records) {
    var batch = new Batch(records);
    add(batch);
    batch.stored().toCompletableFuture().join();
  }

  private CompletionStage<Void> add(Batch batch) {
    CompletionStage<Void> room = gathered.add(batch);
    decoding.execute(this::takeAll);
    return room;
  }

  private void takeAll() {
    List<Batch> batches = gathered.take();
    try {
      var next = new PartBatch();
      for (var record : GatheredBatches.records(batches)) {
        Optional<Received<ResultPart>> part = inbox.read(NAME, record, ResultPart.CODEC);
        if (part.isPresent()) {
          next.add(part.get().message(), part.get().traceparent(), record.value().length);
        }
        if (next.full()) {
          store(next);
          next = new PartBatch();
        }
      }
      store(next);
    } catch (RuntimeException | Error e) {
      stored = CompletableFuture.failedFuture(e);
    }
    // The last one first: its offsets are committed for all before it.
    CompletableFuture<Void> _ =
        stored.whenComplete(
            (_, failure) -> batches.reversed().forEach(batch -> batch.end(failure)));
  }

  /** Waits for the one before, and not for this one. */
  private void store(PartBatch batch) {
    if (!batch.isEmpty()) {
      stored.join();
      stored =
          CompletableFuture.runAsync(
              () -> inbox.untilItWorks(NAME, () -> intake.take(batch.parts())), storing);
    }
  }

  /** The transaction that goes on is let end; what is decoded comes again. */
  @PreDestroy
  void stop() throws InterruptedException {
    ended.set(true);
    decoding.shutdownNow();
    storing.shutdown();
    if (!storing.awaitTermination(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
      storing.shutdownNow();
    }
  }
}
