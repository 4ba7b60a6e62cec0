package mimir.flag;

import java.util.Arrays;
import java.util.Map;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.flag.FlagEvent;

/** The flags that exist. Each is off in a fresh deployment (F-1). */
enum KnownFlag {
  OFFLINE_CAMPAIGNS(
      FlagEvent.OFFLINE_CAMPAIGNS_ENABLED,
      "Hunts and queries launched as campaign become durable: hosts that are offline answer when"
          + " they come back. While off, hunts go live-only and no campaign can be launched.");

  private final String key;
  private final String description;

  KnownFlag(String key, String description) {
    this.key = key;
    this.description = description;
  }

  String key() {
    return key;
  }

  String description() {
    return description;
  }

  /** Refuses an unknown key with {@code unknown_flag} (F-4). */
  static KnownFlag of(String key) {
    return Arrays.stream(values())
        .filter(flag -> flag.key.equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new Refused(ErrorCode.UNKNOWN_FLAG, "There is no such flag.", Map.of("key", key)));
  }
}
