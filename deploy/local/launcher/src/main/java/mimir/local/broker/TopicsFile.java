package mimir.local.broker;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code deploy/topics.yaml}, and the topics that follow from it. */
public record TopicsFile(
    String prefix,
    Map<String, Profile> profiles,
    @JsonProperty("dead_letters") DeadLetters deadLetters,
    List<Entry> topics) {

  private static final String KEEP = "keep";
  private static final int HEADERS_MAX = 1024 * 1024;

  /** How big and how safe topics are in one kind of installation. */
  record Profile(
      int partitions,
      @JsonProperty("replication_factor") short replicationFactor,
      @JsonProperty("min_insync_replicas") int minInsyncReplicas) {}

  /** Where a consumer puts a record it cannot process. */
  record DeadLetters(String suffix, int partitions, String retention) {}

  /**
   * A topic; {@code partitions} bounds the profile's number, {@code messageMax} the bytes of a
   * record where Kafka's own bound is too small.
   */
  record Entry(
      String name,
      String key,
      String owner,
      List<String> readers,
      Integer partitions,
      Cleanup cleanup,
      String retention,
      String segment,
      @JsonProperty("message_max") Integer messageMax,
      @JsonProperty("dead_letters") Boolean deadLetters) {}

  /** What becomes of old records. */
  enum Cleanup {
    @JsonProperty("delete")
    DELETE("delete"),
    @JsonProperty("compact")
    COMPACT("compact");

    private final String policy;

    Cleanup(String policy) {
      this.policy = policy;
    }
  }

  public static TopicsFile in(Path root) throws IOException {
    return read(root.resolve("deploy/topics.yaml"));
  }

  static TopicsFile read(Path file) throws IOException {
    return new ObjectMapper(new YAMLFactory())
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .readValue(file.toFile(), TopicsFile.class);
  }

  /** All topics of a profile, each with its dead-letter topic behind it. */
  public List<Topic> topics(String profileName, String topicPrefix) {
    var profile = profiles.get(profileName);
    if (profile == null) {
      throw new IllegalArgumentException(
          "no profile " + profileName + " for topics, only " + profiles.keySet());
    }
    var all = new ArrayList<Topic>();
    for (var entry : topics) {
      all.add(topic(entry, profile, topicPrefix));
      if (!Boolean.FALSE.equals(entry.deadLetters())) {
        all.add(deadLetterTopic(entry, profile, topicPrefix));
      }
    }
    return all;
  }

  private static Topic topic(Entry entry, Profile profile, String topicPrefix) {
    var partitions =
        Optional.ofNullable(entry.partitions())
            .map(most -> Math.min(most, profile.partitions()))
            .orElse(profile.partitions());
    var settings = new HashMap<String, String>();
    settings.put("cleanup.policy", entry.cleanup().policy);
    settings.put("min.insync.replicas", Integer.toString(profile.minInsyncReplicas()));
    if (entry.cleanup() == Cleanup.DELETE) {
      settings.put("retention.ms", millis(entry.retention()));
    }
    if (entry.segment() != null) {
      settings.put("segment.ms", millis(entry.segment()));
    }
    boundMessages(entry, 0, settings);
    return new Topic(topicPrefix + entry.name(), partitions, profile.replicationFactor(), settings);
  }

  private Topic deadLetterTopic(Entry entry, Profile profile, String topicPrefix) {
    var settings = new HashMap<String, String>();
    settings.put("cleanup.policy", Cleanup.DELETE.policy);
    settings.put("min.insync.replicas", Integer.toString(profile.minInsyncReplicas()));
    settings.put("retention.ms", millis(deadLetters.retention()));
    boundMessages(entry, HEADERS_MAX, settings);
    return new Topic(
        topicPrefix + entry.name() + deadLetters.suffix(),
        deadLetters.partitions(),
        profile.replicationFactor(),
        settings);
  }

  /** Where records are put that cannot be processed, each has further headers. */
  private static void boundMessages(Entry entry, int more, Map<String, String> settings) {
    if (entry.messageMax() != null) {
      settings.put("max.message.bytes", Integer.toString(entry.messageMax() + more));
    }
  }

  private static String millis(String duration) {
    return KEEP.equals(duration) ? "-1" : Long.toString(Duration.parse(duration).toMillis());
  }
}
