package mimir.contracts.campaign;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What one statement of a hunt looks for, and where (I-5). Whoever matches the rows has to know
 * which of their columns to look at.
 */
public enum QueryType {
  FILE_HASH_SHA256(IndicatorType.FILE_HASH_SHA256),
  FILE_HASH_SHA1(IndicatorType.FILE_HASH_SHA1),
  FILE_HASH_MD5(IndicatorType.FILE_HASH_MD5),
  FILENAME(IndicatorType.FILENAME),
  FILEPATH(IndicatorType.FILEPATH),
  REGISTRY_KEY(IndicatorType.REGISTRY_KEY),
  /** Connections that are open now. */
  IPV4_SNAPSHOT(IndicatorType.IPV4),
  /** Connections that osquery has noted since it began to. */
  IPV4_EVENTED(IndicatorType.IPV4),
  /** Names that were looked up since osquery began to note them. */
  DOMAIN_EVENTED(IndicatorType.DOMAIN),
  /** Names in the command lines of what runs now. */
  DOMAIN_CMDLINE(IndicatorType.DOMAIN);

  private final IndicatorType indicators;

  QueryType(IndicatorType indicators) {
    this.indicators = indicators;
  }

  /** The type of the indicators that it looks for. */
  public IndicatorType indicators() {
    return indicators;
  }

  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Empty for a type that this version does not know, and for an operator's own SQL. */
  public static Optional<QueryType> of(String wire) {
    return Arrays.stream(values()).filter(type -> type.wire().equals(wire)).findFirst();
  }
}
