package mimir.contracts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import mimir.contracts.Channels.Channel;

/**
 * JSON Schemas of the messages. Names and types come from the records; a field is required when
 * every golden file of the message has it, because Java does not say which reference may be null.
 * Null is never written, so no schema allows it; unknown fields are always allowed.
 */
final class Schemas {
  private static final SnakeCaseStrategy SNAKE_CASE = new SnakeCaseStrategy();
  private static final SchemaGenerator GENERATOR = generator();

  private static SchemaGenerator generator() {
    var config =
        new SchemaGeneratorConfigBuilder(
                MessageCodec.json(), SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(new JacksonModule(JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE))
            .with(
                Option.EXTRA_OPEN_API_FORMAT_VALUES,
                Option.INLINE_ALL_SCHEMAS,
                Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES);
    config
        .forFields()
        .withPropertyNameOverrideResolver(field -> SNAKE_CASE.translate(field.getName()));
    config.forTypesInGeneral().withPropertySorter((_, _) -> 0);
    return new SchemaGenerator(config.build());
  }

  static ObjectNode of(Channel channel, String ceType, Class<?> type) {
    var generated = GENERATOR.generateSchema(type);
    require(generated, Golden.instances(channel, ceType, type));
    var schema = MessageCodec.json().createObjectNode();
    schema.set("$schema", generated.remove("$schema"));
    schema.put("title", ceType);
    schema.put(
        "description",
        "Topic %s, key: %s, written by %s."
            .formatted(channel.topic(), channel.key(), channel.owner()));
    schema.setAll(generated);
    return schema;
  }

  /** All schemas by {@code ce_type}. */
  static Map<String, JsonNode> all() {
    var schemas = new TreeMap<String, JsonNode>();
    for (var channel : Channels.ALL) {
      Channels.messages(channel)
          .forEach((ceType, type) -> schemas.put(ceType, of(channel, ceType, type)));
    }
    return schemas;
  }

  private static void require(ObjectNode schema, List<JsonNode> instances) {
    if (schema.get("properties") instanceof ObjectNode properties) {
      var required = new ArrayList<String>();
      for (var property : properties.properties()) {
        var name = property.getKey();
        if (!instances.isEmpty() && instances.stream().allMatch(it -> it.has(name))) {
          required.add(name);
        }
        require(
            (ObjectNode) property.getValue(),
            instances.stream().filter(it -> it.has(name)).map(it -> it.get(name)).toList());
      }
      if (!required.isEmpty()) {
        required.forEach(schema.putArray("required")::add);
      }
    }
    if (schema.get("items") instanceof ObjectNode items) {
      require(items, instances.stream().flatMap(Schemas::children).toList());
    }
    if (schema.get("additionalProperties") instanceof ObjectNode values) {
      require(values, instances.stream().flatMap(Schemas::children).toList());
    }
  }

  private static Stream<JsonNode> children(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false);
  }

  /** The paths of all fields, e.g. {@code .items[].host_id}. */
  static Set<String> fields(JsonNode schema) {
    var fields = new TreeSet<String>();
    collect(schema, "", fields, new TreeSet<>());
    return fields;
  }

  /** The paths of the objects whose members are data and not fields. */
  static Set<String> maps(JsonNode schema) {
    var maps = new TreeSet<String>();
    collect(schema, "", new TreeSet<>(), maps);
    return maps;
  }

  private static void collect(JsonNode schema, String path, Set<String> fields, Set<String> maps) {
    for (var property : schema.path("properties").properties()) {
      var name = path + "." + property.getKey();
      fields.add(name);
      collect(property.getValue(), name, fields, maps);
    }
    if (schema.has("items")) {
      collect(schema.get("items"), path + "[]", fields, maps);
    }
    // An object with no fields of its own: whatever osquery says, passed on.
    boolean free = "object".equals(schema.path("type").asText()) && !schema.has("properties");
    if (schema.has("additionalProperties") || free) {
      maps.add(path);
    }
  }

  static String text(JsonNode schema) {
    var indenter = new DefaultIndenter("  ", "\n");
    var printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    try {
      return MessageCodec.json().writer(printer).writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Schemas() {}
}
