package mimir.dispatch.hosts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import mimir.contracts.Refused;

/** What a host's labels may be (H-7), however they come in. */
final class Labels {
  static final int COUNT_MAX = 64;
  static final int VALUE_CHARS_MAX = 256;

  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern KEY = Pattern.compile("[a-z0-9._/-]{1,63}");

  /** One label that a host must carry; with a null value, whatever its value. */
  record Wanted(String key, String value) {

    /** Reads {@code key} or {@code key=value}; a key holds no equals sign, a value may. */
    static Wanted parse(String field, String text) {
      int equals = text.indexOf('=');
      var wanted =
          equals < 0
              ? new Wanted(text, null)
              : new Wanted(text.substring(0, equals), text.substring(equals + 1));
      checkKey(field, wanted.key());
      if (wanted.value() != null) {
        checkValue(field, wanted.key(), wanted.value());
      }
      return wanted;
    }
  }

  /** Refuses with {@code invalid_field} what is no set of labels. */
  static void check(String field, Map<String, String> labels) {
    if (labels == null) {
      throw Refused.invalidField(field, field + " is missing.");
    }
    if (labels.size() > COUNT_MAX) {
      throw Refused.invalidField(field, "A host carries at most " + COUNT_MAX + " labels.");
    }
    labels.forEach(
        (key, value) -> {
          checkKey(field, key);
          checkValue(field, key, value);
        });
  }

  /** As the host table keeps them. */
  static String json(Map<String, String> labels) {
    try {
      return JSON.writeValueAsString(new TreeMap<>(labels));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always JSON", e);
    }
  }

  static Map<String, String> ofJson(String json) {
    try {
      return JSON.readValue(json, new TypeReference<TreeMap<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the host table holds labels that are none", e);
    }
  }

  private static void checkKey(String field, String key) {
    if (!KEY.matcher(key).matches()) {
      throw Refused.invalidField(
          field, "The key of a label is 1 to 63 characters of a-z, 0-9, '.', '_', '/' and '-'.");
    }
  }

  private static void checkValue(String field, String key, String value) {
    if (value == null || value.codePointCount(0, value.length()) > VALUE_CHARS_MAX) {
      throw Refused.invalidField(
          field,
          "The value of " + key + " is a text of at most " + VALUE_CHARS_MAX + " characters.");
    }
    if (!isText(value)) {
      throw Refused.invalidField(field, "The value of " + key + " holds what is no text.");
    }
  }

  /** PostgreSQL takes no NUL, UTF-8 no half of a surrogate pair, and a screen no control. */
  static boolean isText(String value) {
    return value
        .codePoints()
        .noneMatch(
            each -> Character.isISOControl(each) || Character.getType(each) == Character.SURROGATE);
  }

  private Labels() {}
}
