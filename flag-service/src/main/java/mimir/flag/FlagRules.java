package mimir.flag;

import java.util.List;
import mimir.contracts.flag.FlagEvent;
import mimir.contracts.flag.FlagEvent.FlagFlipped;

/** When a flag flips. */
final class FlagRules {

  /** The value after these events; off before the first one. */
  static boolean enabled(List<FlagEvent> events) {
    boolean enabled = false;
    for (FlagEvent event : events) {
      enabled =
          switch (event) {
            case FlagFlipped flipped -> flipped.enabled();
          };
    }
    return enabled;
  }

  /** Nothing happens when the flag has that value already (F-4). */
  static List<FlagEvent> flip(KnownFlag flag, List<FlagEvent> before, boolean enabled, String by) {
    return enabled(before) == enabled
        ? List.of()
        : List.of(new FlagFlipped(flag.key(), enabled, by));
  }

  private FlagRules() {}
}
