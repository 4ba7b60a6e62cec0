package mimir.contracts.campaign;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a campaign carries: frozen indicators, or an operator's SQL. */
public enum CampaignKind {
  IOC_HUNT,
  OSQUERY;

  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static CampaignKind of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
