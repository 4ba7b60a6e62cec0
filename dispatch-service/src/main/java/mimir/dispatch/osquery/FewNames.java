package mimir.dispatch.osquery;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * A parser of a body with a bounded number of different names: it keeps each one until the body's
 * end, so that 64 MiB of nothing but names would take several times that of memory.
 */
final class FewNames extends JsonParserDelegate {
  /** SQLite's own bound of columns is 32,767; beside them stand ids and our few names. */
  static final int NAMES_MAX = 40_000;

  static final int CHARS_MAX = 1024 * 1024;

  private final Set<String> names = new HashSet<>();
  private int chars;

  FewNames(JsonParser parser) {
    super(parser);
  }

  @Override
  public JsonToken nextToken() throws IOException {
    JsonToken token = super.nextToken();
    if (token == JsonToken.FIELD_NAME && names.add(currentName())) {
      chars += currentName().length();
      if (names.size() > NAMES_MAX || chars > CHARS_MAX) {
        throw Refusal.LIMIT.because("refused: too many different names");
      }
    }
    return token;
  }

  /** What is passed over has names too. */
  @Override
  public JsonParser skipChildren() throws IOException {
    JsonToken first = currentToken();
    int open = first != null && first.isStructStart() ? 1 : 0;
    while (open > 0) {
      JsonToken token = nextToken();
      if (token == null) {
        break;
      }
      open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }
    return this;
  }
}
