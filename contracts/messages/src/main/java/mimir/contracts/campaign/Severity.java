package mimir.contracts.campaign;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How bad a match of an indicator is (I-1), the worst first. */
public enum Severity {
  CRITICAL,
  HIGH,
  MEDIUM,
  LOW,
  INFO;

  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Severity of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
