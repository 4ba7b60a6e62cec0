package mimir.gateway.keys;

import java.util.Set;
import java.util.regex.Pattern;
import mimir.contracts.Refused;
import mimir.gateway.sessions.LiveSession;

/** How a key may be called, and what may be done with one. */
public final class KeyRules {
  /** Of one person; more are forgotten ones. */
  static final int KEYS_MAX = 100;

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._ -]{0,63}");

  /**
   * Of the gateway's own resources a key only reads: whoever finds one must not be able to make
   * another, or an account or a password, and stay when it is deleted.
   */
  public static boolean mayHere(String method, LiveSession live) {
    return live.apiKey().isEmpty() || READS.contains(method);
  }

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

  /**
   * @param has how many keys the person has
   * @throws Refused {@code invalid_field} when there is no room for one more
   */
  static void room(int has) {
    if (has >= KEYS_MAX) {
      throw Refused.invalidField("name", "You have %d keys: delete one first.".formatted(has));
    }
  }

  private KeyRules() {}
}
