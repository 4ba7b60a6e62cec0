package mimir.campaign.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import mimir.contracts.runtime.Inbox;
import mimir.contracts.runtime.RawMessage;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes in the streams of all services, whatever they tell. */
@ApplicationScoped
class AuditConsumer {
  /** Where an event does not name who made it happen, as those of old do. */
  private static final List<String> WHO = List.of("by", "username");

  private static final String NOBODY = "system";

  private final Inbox inbox;
  private final AuditTables tables;

  AuditConsumer(Inbox inbox, AuditTables tables) {
    this.inbox = inbox;
    this.tables = tables;
  }

  @Incoming("audit")
  @Blocking
  void on(ConsumerRecords<String, byte[]> batch) {
    inbox.raw("audit", batch, AuditConsumer::entry, tables::add);
  }

  private static AuditEntry entry(RawMessage message) throws JsonProcessingException {
    var detail = Shortened.of(new String(message.value(), StandardCharsets.UTF_8));
    return new AuditEntry(
        message.id(),
        message.at(),
        message.actor() == null ? who(detail) : message.actor(),
        Action.of(message.type()),
        message.source() == null ? "" : message.source(),
        message.subject() == null ? message.key() : message.subject(),
        detail);
  }

  private static String who(JsonNode detail) {
    return WHO.stream()
        .map(detail::path)
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .findFirst()
        .orElse(NOBODY);
  }
}
