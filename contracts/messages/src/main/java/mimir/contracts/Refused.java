package mimir.contracts;

import java.util.LinkedHashMap;
import java.util.Map;

/** A rule said no. The code is stable; the message is a sentence for the person who asked. */
public final class Refused extends RuntimeException {
  private final ErrorCode code;
  private final transient Map<String, Object> extras;

  public Refused(ErrorCode code, String detail) {
    this(code, detail, Map.of());
  }

  /**
   * @param extras further members of the problem, in snake_case, e.g. {@code field}
   */
  public Refused(ErrorCode code, String detail, Map<String, Object> extras) {
    // A refusal is an answer and not a fault: its stack trace would only cost time.
    super(detail, null, false, false);
    this.code = code;
    this.extras = new LinkedHashMap<>(extras);
  }

  public static Refused invalidField(String field, String detail) {
    return new Refused(ErrorCode.INVALID_FIELD, detail, Map.of("field", field));
  }

  public static Refused notFound(String what) {
    return new Refused(ErrorCode.NOT_FOUND, what + " does not exist.");
  }

  public ErrorCode code() {
    return code;
  }

  public Map<String, Object> extras() {
    return extras;
  }
}
