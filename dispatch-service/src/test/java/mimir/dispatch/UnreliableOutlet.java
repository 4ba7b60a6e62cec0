package mimir.dispatch;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.enterprise.inject.Vetoed;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import mimir.contracts.MessageCodec;
import mimir.contracts.runtime.TopicNames;

/** An outlet whose Kafka can be away. */
@Vetoed
public final class UnreliableOutlet extends Outlet implements AutoCloseable {
  public volatile boolean away;

  public UnreliableOutlet(String bootstrap, TopicNames topics) {
    super(bootstrap, topics, InstantSource.system(), new SimpleMeterRegistry());
  }

  @Override
  public <T> CompletableFuture<Void> send(
      String topic, String key, MessageCodec<T> codec, T message, String traceparent) {
    return away
        ? CompletableFuture.failedFuture(new IllegalStateException("Kafka is away"))
        : super.send(topic, key, codec, message, traceparent);
  }

  @Override
  public void close() {
    super.close();
  }
}
