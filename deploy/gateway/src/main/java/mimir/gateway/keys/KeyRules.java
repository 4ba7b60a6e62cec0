package mimir.gateway.keys;

import java.util.regex.Pattern;
import mimir.contracts.Refused;

/** How a key may be called. */
final class KeyRules {
  /** Of one person; more are forgotten ones. */
  static final int KEYS_MAX = 100;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._ -]{0,63}");

  /**
   * The audit trail names it beside its person.
   *
   * @throws Refused {@code invalid_field}
   */
  static String name(String asked) {
    if (asked == null || !NAME.matcher(asked).matches() || asked.endsWith(" ")) {
      throw Refused.invalidField(
          "name",
          "1 to 64 letters, digits, blanks or . _ -, beginning with a letter or digit and not"
              + " ending with a blank.");
    }
    return asked;
  }

  private KeyRules() {}
}
