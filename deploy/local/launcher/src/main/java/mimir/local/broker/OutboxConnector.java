package mimir.local.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The outbox connector's configuration, made from the template that production uses too. */
public final class OutboxConnector {
  public static final String NAME = "outbox";

  /** Both are named in the template. */
  public static final String SLOT = "mimir_outbox";

  public static final String PUBLICATION = "mimir_outbox";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Capital letters only: the router has a placeholder of its own, ${routedByValue}. */
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z][A-Z_]*)}");

  private OutboxConnector() {}

  public static Path template(Path root) {
    return root.resolve("deploy/connect/outbox.json");
  }

  /** Every placeholder of the template must have a value. */
  public static JsonNode configuration(Path template, Map<String, String> values)
      throws IOException {
    var filled =
        PLACEHOLDER
            .matcher(Files.readString(template))
            .replaceAll(
                found -> {
                  var value = values.get(found.group(1));
                  if (value == null) {
                    throw new IllegalArgumentException(
                        template + " needs a value for " + found.group());
                  }
                  return Matcher.quoteReplacement(value);
                });
    return JSON.readTree(filled);
  }
}
