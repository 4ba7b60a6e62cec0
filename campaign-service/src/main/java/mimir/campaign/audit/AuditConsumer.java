package mimir.campaign.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
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

  /** Of an actor, a type, a source or a subject; an index holds no key of 2,700 bytes. */
  static final int NAME_CHARS_MAX = 256;

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

  /** Whatever it makes can be kept: PostgreSQL's refusal would be tried again without an end. */
  private static AuditEntry entry(RawMessage message) throws IOException {
    // Not kept under the record's own time: an audit says nothing that nobody told.
    if (!AuditTables.keeps(message.at())) {
      throw new IOException("ce_time is out of range");
    }
    var detail = Shortened.of(new String(message.value(), StandardCharsets.UTF_8));
    return new AuditEntry(
        message.id(),
        message.at(),
        name(message.actor() == null ? who(detail) : message.actor()),
        name(Action.of(message.type())),
        name(message.source()),
        name(message.subject() == null ? message.key() : message.subject()),
        detail);
  }

  private static String name(String text) {
    return text == null ? "" : Shortened.text(text, NAME_CHARS_MAX);
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
