package mimir.release.rollout;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.agent.AgentEvent;
import mimir.contracts.dispatch.HostEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Hands messages to the consumers, as their topics would. */
@ApplicationScoped
public class Offers {
  private final AgentConsumer agents;
  private final HostConsumer hosts;

  Offers(AgentConsumer agents, HostConsumer hosts) {
    this.agents = agents;
    this.hosts = hosts;
  }

  public void agents(List<AgentEvent> events) {
    agents.on(batch(AgentEvent.CODEC, events));
  }

  public void hosts(List<HostEvent> events) {
    hosts.on(batch(HostEvent.CODEC, events));
  }

  private static <T> ConsumerRecords<String, byte[]> batch(
      MessageCodec<T> codec, List<T> messages) {
    var records = new ArrayList<ConsumerRecord<String, byte[]>>();
    for (T message : messages) {
      var record =
          new ConsumerRecord<>("test", 0, (long) records.size(), "key", codec.encode(message));
      record.headers().add("ce_id", UUID.randomUUID().toString().getBytes(UTF_8));
      record.headers().add("ce_type", codec.typeOf(message).getBytes(UTF_8));
      records.add(record);
    }
    return new ConsumerRecords<>(Map.of(new TopicPartition("test", 0), records), Map.of());
  }
}
