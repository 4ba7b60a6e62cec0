package mimir.local.process;

import java.util.ArrayList;
import java.util.List;

/**
 * The words in front of a command that tie its life to ours and keep the terminal's Ctrl-C away.
 */
final class Isolation {
  private static final boolean HAS_SETSID = Forker.succeeds(List.of("setsid", "true"));
  private static final boolean HAS_DEATH_SIGNAL =
      Forker.succeeds(List.of("setpriv", "--pdeathsig", "TERM", "true"));

  private Isolation() {}

  static List<String> wrap(List<String> command, StopSignal signal) {
    var words = new ArrayList<String>();
    if (HAS_SETSID) {
      words.add("setsid");
    }
    if (HAS_DEATH_SIGNAL) {
      words.addAll(List.of("setpriv", "--pdeathsig", signal.name()));
    }
    words.addAll(command);
    return words;
  }
}
