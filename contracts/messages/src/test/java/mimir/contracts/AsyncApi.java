package mimir.contracts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.time.Duration;
import java.util.List;
import mimir.contracts.Channels.Channel;

/** The AsyncAPI 3.0 document of all topics, owners, readers and messages. */
final class AsyncApi {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build();

  static String text() {
    try {
      return "# Generated from the records in contracts/messages; contracts/README.md says how.\n"
          + YAML.writeValueAsString(document());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static ObjectNode document() {
    var document = JSON.createObjectNode();
    document.put("asyncapi", "3.0.0");
    document
        .putObject("info")
        .put("title", "Mimir events")
        .put("version", "1.0.0")
        .put(
            "description",
            "What the services of Mimir tell each other and the outside on Kafka. The headers are"
                + " CloudEvents 1.0, binary mode; ce_type says which message the value is. Unknown"
                + " types and unknown fields are to be skipped.");
    document.put("defaultContentType", "application/json");
    var channels = document.putObject("channels");
    var operations = document.putObject("operations");
    var components = document.putObject("components");
    prefix(components.putObject("parameters").putObject("prefix"));
    var messages = components.putObject("messages");
    for (var channel : Channels.ALL) {
      channel(channels.putObject(channel.topic()), channel);
      operation(operations, "send", channel.owner(), channel);
      channel.readers().forEach(reader -> operation(operations, "receive", reader, channel));
      for (var ceType : Channels.messages(channel).keySet()) {
        message(messages.putObject(ceType), ceType, channel);
      }
    }
    headers(components.putObject("schemas").putObject("cloud_event"));
    return document;
  }

  private static void prefix(ObjectNode parameter) {
    parameter.put("description", "MIMIR_TOPIC_PREFIX of the installation.");
    parameter.put("default", "mimir-");
  }

  private static void channel(ObjectNode node, Channel channel) {
    node.put("address", "{prefix}" + channel.topic());
    node.put(
        "description",
        "Key: %s. Written by %s only (%s)."
            .formatted(channel.key(), channel.owner(), channel.through()));
    node.putObject("parameters").putObject("prefix").put("$ref", "#/components/parameters/prefix");
    var messages = node.putObject("messages");
    for (var ceType : Channels.messages(channel).keySet()) {
      messages.putObject(ceType).put("$ref", "#/components/messages/" + ceType);
    }
    var kafka = node.putObject("bindings").putObject("kafka");
    var configuration = kafka.putObject("topicConfiguration");
    switch (channel.cleanup()) {
      case "compact" -> configuration.putArray("cleanup.policy").add("compact");
      case "keep" -> {
        configuration.putArray("cleanup.policy").add("delete");
        configuration.put("retention.ms", -1);
      }
      default -> {
        configuration.putArray("cleanup.policy").add("delete");
        configuration.put("retention.ms", Duration.parse(channel.cleanup()).toMillis());
      }
    }
    kafka.put("bindingVersion", "0.5.0");
  }

  private static void operation(ObjectNode operations, String action, String who, Channel channel) {
    var name = "%s.%s.%s".formatted(who.replace(' ', '-'), action, channel.topic());
    var node = operations.putObject(name).put("action", action);
    var reference = "#/channels/" + channel.topic();
    node.putObject("channel").put("$ref", reference);
    node.put(
        "summary",
        action.equals("send")
            ? "%s writes %s, through its %s.".formatted(who, channel.topic(), channel.through())
            : "%s: reads %s.".formatted(who, channel.topic()));
    var messages = node.putArray("messages");
    for (var ceType : Channels.messages(channel).keySet()) {
      messages.addObject().put("$ref", reference + "/messages/" + ceType);
    }
  }

  private static void message(ObjectNode node, String ceType, Channel channel) {
    node.put("name", ceType);
    node.put("contentType", "application/json");
    var headers = node.putObject("headers").putArray("allOf");
    headers.addObject().put("$ref", "#/components/schemas/cloud_event");
    var properties = headers.addObject().put("type", "object").putObject("properties");
    properties.putObject("ce_type").put("const", ceType);
    properties.putObject("ce_source").put("const", "/mimir/" + channel.owner());
    node.putObject("payload").put("$ref", "./schemas/" + ceType + ".schema.json");
    var kafka = node.putObject("bindings").putObject("kafka");
    kafka.putObject("key").put("type", "string").put("description", channel.key());
    kafka.put("bindingVersion", "0.5.0");
  }

  private static void headers(ObjectNode node) {
    node.put("type", "object");
    var properties = node.putObject("properties");
    header(properties, "ce_specversion", "Version of CloudEvents.").put("const", "1.0");
    header(properties, "ce_id", "The event's id; a reader that saw it before skips the message.")
        .put("format", "uuid");
    header(properties, "ce_type", "Which message the value is; nothing in the value repeats it.");
    header(properties, "ce_source", "The service that wrote the message.");
    header(properties, "ce_time", "When it happened, RFC 3339.").put("format", "date-time");
    header(properties, "ce_subject", "Id of the aggregate that the message is about.");
    header(properties, "ce_actor", "Who made it happen, perhaps with the API key; not for facts.");
    header(properties, "content-type", "Media type of the value.").put("const", "application/json");
    header(properties, "traceparent", "W3C trace context, when the cause was traced.");
    var required = node.putArray("required");
    List.of("ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "ce_subject")
        .forEach(required::add);
  }

  private static ObjectNode header(ObjectNode properties, String name, String description) {
    return properties.putObject(name).put("type", "string").put("description", description);
  }

  private AsyncApi() {}
}
