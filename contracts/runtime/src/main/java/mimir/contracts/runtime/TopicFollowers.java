package mimir.contracts.runtime;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import mimir.contracts.MessageCodec;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Starts and ends this service's {@link TopicFollower}s; not ready before each has caught up. */
@ApplicationScoped
public class TopicFollowers {
  private final List<TopicFollower> followers = new CopyOnWriteArrayList<>();
  private final String bootstrap;
  private final TopicNames topics;
  private final RecordReader reader;

  TopicFollowers(
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrap,
      TopicNames topics,
      RecordReader reader) {
    this.bootstrap = bootstrap;
    this.topics = topics;
    this.reader = reader;
  }

  /** The handler runs on the follower's own thread, one message at a time. */
  public <T> TopicFollower follow(
      String topic, TopicFollower.From from, MessageCodec<T> codec, Consumer<Received<T>> handler) {
    var follower = TopicFollower.start(bootstrap, topics.of(topic), from, reader, codec, handler);
    followers.add(follower);
    return follower;
  }

  // Health reads through a client proxy, which has no fields.
  List<TopicFollower> followers() {
    return followers;
  }

  @PreDestroy
  void close() {
    followers.forEach(TopicFollower::close);
  }

  @Readiness
  @ApplicationScoped
  static class Ready implements HealthCheck {
    private final TopicFollowers owner;

    Ready(TopicFollowers owner) {
      this.owner = owner;
    }

    @Override
    public HealthCheckResponse call() {
      var response = HealthCheckResponse.named("followed topics").up();
      for (TopicFollower follower : owner.followers()) {
        response.withData(follower.topic(), follower.ready() ? "caught up" : "catching up");
        if (!follower.ready()) {
          response.down();
        }
      }
      return response.build();
    }
  }
}
