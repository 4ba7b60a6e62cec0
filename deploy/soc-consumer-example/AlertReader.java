import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Prints each alert of Mimir on a line. Arguments: Kafka's bootstrap servers, and perhaps the topic
 * ({@code mimir-alerts}) and the consumer group ({@code soc-example}).
 */
public final class AlertReader {
  public static void main(String[] arguments) throws Exception {
    var topic = arguments.length > 1 ? arguments[1] : "mimir-alerts";
    var group = arguments.length > 2 ? arguments[2] : "soc-example";
    var settings =
        Map.<String, Object>of(
            "bootstrap.servers", arguments[0],
            "group.id", group,
            "auto.offset.reset", "earliest",
            "isolation.level", "read_committed", // Connect writes in transactions.
            "enable.auto.commit", false);
    var json = new ObjectMapper();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      while (true) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
          JsonNode alert = json.readTree(record.value());
          // Delivery is at least once: keep what you have seen by this id, it never changes.
          System.out.printf(
              "%s %-13s %-20s %s%n",
              alert.at("/finding_info/uid").asText(),
              alert.get("severity").asText(),
              alert.at("/device/hostname").asText(alert.at("/device/uid").asText()),
              alert.at("/finding_info/title").asText());
        }
        consumer.commitSync(); // Behind the work, so that a crash repeats and loses nothing.
      }
    }
  }
}
