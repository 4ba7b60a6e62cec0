package mimir.contracts.campaign;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What the value of an indicator is (I-1). */
public enum IndicatorType {
  FILE_HASH_SHA256("SHA256"),
  FILE_HASH_SHA1("SHA1"),
  FILE_HASH_MD5("MD5"),
  FILENAME("Filename"),
  FILEPATH("File path"),
  REGISTRY_KEY("Registry key"),
  IPV4("IPv4"),
  DOMAIN("Domain"),
  URL("URL");

  private final String label;

  IndicatorType(String label) {
    this.label = label;
  }

  /** For people. */
  public String label() {
    return label;
  }

  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static IndicatorType of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
