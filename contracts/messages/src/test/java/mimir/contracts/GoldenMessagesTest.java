package mimir.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import mimir.contracts.Channels.Channel;
import mimir.contracts.MessageCodec.Undecodable;
import mimir.contracts.dispatch.HostEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages are read and written today as they were when they were released. */
class GoldenMessagesTest {

  record Message(Channel channel, String ceType, Class<?> type) {
    @Override
    public String toString() {
      return ceType;
    }
  }

  @Test
  void every_annotated_type_is_a_message_of_a_topic() throws Exception {
    var annotated = new HashSet<Class<?>>();
    var classes =
        Path.of(MessageCodec.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (var files = Files.walk(classes)) {
      for (var file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        var name = classes.relativize(file).toString().replace(".class", "").replace('/', '.');
        var type = Class.forName(name, false, getClass().getClassLoader());
        if (type.isAnnotationPresent(MessageType.class)) {
          annotated.add(type);
        }
      }
    }

    assertThat(messages().map(Message::type))
        .as("the messages of Channels.ALL")
        .hasSizeGreaterThan(10)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(annotated);
  }

  @Test
  void every_topic_with_a_name_is_in_the_table_once() throws Exception {
    var names = new ArrayList<String>();
    for (var field : Topics.class.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && field.getType() == String.class) {
        names.add((String) field.get(null));
      }
    }

    assertThat(Channels.ALL.stream().map(Channel::topic))
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void no_two_messages_share_a_type() {
    assertThat(messages().map(Message::ceType))
        .doesNotHaveDuplicates()
        .allMatch(type -> type.matches("mimir\\.[a-z_]+\\.[a-z_]+\\.v[1-9][0-9]*"));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void every_message_has_a_golden_file(Message message) {
    assertThat(Golden.all())
        .as("src/test/resources/golden/%s/<Type>.v<N>.json", message.channel().topic())
        .anyMatch(golden -> golden.shows(message.channel(), message.ceType(), message.type()));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void the_golden_files_show_every_field(Message message) {
    var schema = Schemas.of(message.channel(), message.ceType(), message.type());
    var instances = Golden.instances(message.channel(), message.ceType(), message.type());

    assertThat(fields(instances, Schemas.maps(schema))).isEqualTo(Schemas.fields(schema));
  }

  @Test
  void every_golden_file_shows_a_message() {
    var messages = messages().toList();

    assertThat(Golden.all())
        .allMatch(
            golden ->
                messages.stream()
                    .anyMatch(it -> golden.shows(it.channel(), it.ceType(), it.type())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("goldens")
  void a_golden_file_is_written_again_as_it_was_read(Golden golden, Message message)
      throws Exception {
    assertThat(rewritten(message.channel().codec(), message.ceType(), golden.bytes()))
        .isEqualTo(golden.tree());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("goldens")
  void fields_of_a_newer_writer_are_skipped(Golden golden, Message message) throws Exception {
    var schema = Schemas.of(message.channel(), message.ceType(), message.type());
    var newer = withUnknownFields(golden.tree().deepCopy(), "", Schemas.maps(schema));

    assertThat(newer).isNotEqualTo(golden.tree());
    assertThat(
            rewritten(
                message.channel().codec(), message.ceType(), newer.toString().getBytes(UTF_8)))
        .isEqualTo(golden.tree());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("goldens")
  void cut_off_bytes_are_undecodable(Golden golden, Message message) {
    var text = golden.tree().toString();
    var cut = text.substring(0, text.length() - 1).getBytes(UTF_8);

    assertThatThrownBy(() -> message.channel().codec().decode(message.ceType(), cut))
        .isInstanceOf(Undecodable.class);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void an_unknown_type_decodes_to_nothing(Message message) throws Exception {
    var codec = message.channel().codec();

    assertThat(codec.decode("mimir.something.newer.v1", "{}".getBytes(UTF_8))).isEmpty();
    assertThat(codec.decode(message.ceType() + "0", "not JSON".getBytes(UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "[]", "7", "\"text\"", "{", "{\"host_id\":\"no uuid\"}", "\0"})
  void wrong_bytes_are_undecodable(String bytes) {
    var codec = HostEvent.CODEC;

    assertThatThrownBy(() -> codec.decode("mimir.host.changed.v1", bytes.getBytes(UTF_8)))
        .isInstanceOf(Undecodable.class);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void a_known_type_without_a_value_and_a_value_without_a_type_are_undecodable(Message message) {
    var codec = message.channel().codec();

    assertThatThrownBy(() -> codec.decode(message.ceType(), null)).isInstanceOf(Undecodable.class);
    assertThatThrownBy(() -> codec.decode(null, "{}".getBytes(UTF_8)))
        .isInstanceOf(Undecodable.class);
  }

  @Test
  void a_released_golden_file_is_never_edited() throws Exception {
    var released = Files.readAllLines(Checkout.GOLDEN.resolve("RELEASED.sha256"), UTF_8);

    assertThat(released).isNotEmpty();
    for (var line : released) {
      assertThat(line).matches("[0-9a-f]{64}  [a-z-]+/[A-Za-z]+\\.v[0-9]+(\\.[a-z_]+)?\\.json");
      var file = Checkout.GOLDEN.resolve(line.substring(66));
      assertThat(file).exists();
      assertThat(sha256(file))
          .as("%s is released: add a second golden file instead of editing it", line.substring(66))
          .isEqualTo(line.substring(0, 64));
    }
  }

  static Stream<Message> messages() {
    return Channels.ALL.stream()
        .flatMap(
            channel ->
                Channels.messages(channel).entrySet().stream()
                    .map(it -> new Message(channel, it.getKey(), it.getValue())));
  }

  static Stream<Arguments> goldens() {
    var goldens = Golden.all();
    return messages()
        .flatMap(
            message ->
                goldens.stream()
                    .filter(it -> it.shows(message.channel(), message.ceType(), message.type()))
                    .map(golden -> Arguments.of(golden, message)));
  }

  private static <T> JsonNode rewritten(MessageCodec<T> codec, String ceType, byte[] bytes)
      throws Undecodable {
    var message = codec.decode(ceType, bytes).orElseThrow();
    assertThat(codec.typeOf(message)).isEqualTo(ceType);
    return Golden.tree(codec.encode(message));
  }

  /** Unknown members in every object, except where the members are the data. */
  private static JsonNode withUnknownFields(JsonNode node, String path, Set<String> maps) {
    if (node instanceof ArrayNode array) {
      array.forEach(item -> withUnknownFields(item, path + "[]", maps));
    }
    if (node instanceof ObjectNode object && !maps.contains(path)) {
      object
          .properties()
          .forEach(it -> withUnknownFields(it.getValue(), path + "." + it.getKey(), maps));
      object.put("a_newer_text", "x").putObject("a_newer_object").putArray("list").add(1);
    }
    return node;
  }

  private static Set<String> fields(List<JsonNode> instances, Set<String> maps) {
    var fields = new TreeSet<String>();
    instances.forEach(instance -> collectFields(instance, "", maps, fields));
    return fields;
  }

  private static void collectFields(
      JsonNode node, String path, Set<String> maps, Set<String> fields) {
    if (node.isArray()) {
      node.forEach(item -> collectFields(item, path + "[]", maps, fields));
    }
    if (maps.contains(path)) {
      return;
    }
    for (var property : node.properties()) {
      var name = path + "." + property.getKey();
      fields.add(name);
      collectFields(property.getValue(), name, maps, fields);
    }
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
