package mimir.dispatch.osquery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON of agents: hostile until shown otherwise, so bounded in depth, names, texts and numbers. */
final class AgentJson {
  static final int DEPTH_MAX = 32;

  private static final int NAME_MAX = 4_096;

  /** Of a text that is looked at; more than a row may have. */
  private static final int TEXT_MAX = 1024 * 1024;

  /**
   * Its parsers share the names that they have read, up to some thousands. One that adds a name
   * copies all of them first: a body with ids in the place of names needs a factory of its own.
   */
  static final JsonFactory FACTORY = factory();

  /** To pass over what is then read with the bounds above, or dropped; bounded for itself. */
  static final JsonFactory LAX =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1_000)
                  .maxNameLength(NAME_MAX)
                  .maxStringLength(TEXT_MAX)
                  .maxNumberLength(TEXT_MAX)
                  .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  static final JsonMapper MAPPER = new JsonMapper(FACTORY);

  /** For what is read once: the names in it are forgotten with it. */
  static JsonFactory factory() {
    return new JsonFactoryBuilder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEPTH_MAX)
                .maxNameLength(NAME_MAX)
                .maxStringLength(TEXT_MAX)
                .maxNumberLength(64)
                .build())
        // Names are anybody's choice: the process would keep each of them.
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        // The default keeps buffers for each thread, and a virtual one has a single body.
        .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
        .build();
  }

  /** The top-level texts of a small body; other values are skipped. */
  static Map<String, String> texts(byte[] body) throws IOException {
    var texts = new LinkedHashMap<String, String>();
    try (JsonParser parser = FACTORY.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not an object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value == JsonToken.VALUE_STRING || value.isNumeric()) {
          texts.put(name, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    }
    return texts;
  }

  private AgentJson() {}
}
