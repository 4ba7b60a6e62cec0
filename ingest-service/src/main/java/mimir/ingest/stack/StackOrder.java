package mimir.ingest.stack;

import java.util.Locale;
import mimir.contracts.Refused;

/** By hosts, then by rows. */
enum StackOrder {
  RAREST,
  COMMONEST;

  /** The rarest first when nothing is said. */
  static StackOrder of(String text) {
    if (text == null || text.isEmpty()) {
      return RAREST;
    }
    for (StackOrder order : values()) {
      if (order.wire().equals(text)) {
        return order;
      }
    }
    throw Refused.invalidField("order", "order is rarest or commonest.");
  }

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
