package mimir.contracts.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import mimir.contracts.flag.FlagEvent;
import mimir.contracts.runtime.TopicFollower.From;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TopicFollowerTest {
  @Inject TopicFollowers followers;
  @Inject TopicNames topics;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  private final String key = UUID.randomUUID().toString();
  private final List<String> seen = new CopyOnWriteArrayList<>();

  @Test
  void it_is_ready_when_what_was_there_has_been_handed_over() throws Exception {
    produce(Records.FLIPPED, Records.flip("1", true));
    produce("mimir.flag.flipped.v9", "?".getBytes(UTF_8));
    produce(Records.FLIPPED, "no JSON".getBytes(UTF_8));
    produce(null, Records.flip("no type", true));
    produce(Records.FLIPPED, null);
    produce(Records.FLIPPED, Records.flip("2", true));

    try (var follower = follow(From.BEGINNING)) {
      follower.awaitReady();

      assertThat(follower.ready()).isTrue();
      assertThat(seen).containsExactly("1", "2");
    }
  }

  @Test
  void it_goes_on_with_what_comes_later() throws Exception {
    try (var follower = follow(From.BEGINNING)) {
      follower.awaitReady();
      produce(Records.FLIPPED, Records.flip("later", true));

      await().untilAsserted(() -> assertThat(seen).containsExactly("later"));
    }
  }

  @Test
  void from_now_on_means_nothing_that_was_there_before() throws Exception {
    produce(Records.FLIPPED, Records.flip("before", true));

    try (var follower = follow(From.NOW)) {
      follower.awaitReady();
      produce(Records.FLIPPED, Records.flip("after", true));

      await().untilAsserted(() -> assertThat(seen).containsExactly("after"));
    }
  }

  private TopicFollower follow(From from) {
    return followers.follow(
        "flags",
        from,
        FlagEvent.CODEC,
        received -> {
          if (key.equals(received.key())) {
            seen.add(received.message().key());
          }
        });
  }

  private void produce(String type, byte[] value) throws Exception {
    Records.produce(bootstrap, topics.of("flags"), key, type, value);
  }
}
