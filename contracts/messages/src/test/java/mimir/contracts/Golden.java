package mimir.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import mimir.contracts.Channels.Channel;

/**
 * One message as it stands on the wire: {@code <topic>/<Type>.v<N>[.<variant>].json}.
 *
 * @param type name of the record, without the version that a class of v2 and later ends with
 */
record Golden(Path file, String topic, String type, int version) {
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z]+)\\.v([0-9]+)(?:\\.[a-z_]+)?\\.json");
  private static final Pattern CLASS_VERSION = Pattern.compile("V[0-9]+$");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static List<Golden> all() {
    try (var files = Files.walk(Checkout.GOLDEN)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(Golden::named)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Golden named(Path file) {
    var name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) {
      throw new IllegalStateException(file + " is not <Type>.v<N>[.<variant>].json");
    }
    return new Golden(
        file,
        file.getParent().getFileName().toString(),
        name.group(1),
        Integer.parseInt(name.group(2)));
  }

  /** The messages that the checkout holds of one type. */
  static List<JsonNode> instances(Channel channel, String ceType, Class<?> type) {
    return all().stream()
        .filter(golden -> golden.shows(channel, ceType, type))
        .map(Golden::tree)
        .toList();
  }

  boolean shows(Channel channel, String ceType, Class<?> message) {
    return topic.equals(channel.topic())
        && type.equals(CLASS_VERSION.matcher(message.getSimpleName()).replaceFirst(""))
        && ceType.endsWith(".v" + version);
  }

  byte[] bytes() {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode tree() {
    return tree(bytes());
  }

  static JsonNode tree(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return topic + "/" + file.getFileName();
  }
}
