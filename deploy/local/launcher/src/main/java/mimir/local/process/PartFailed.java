package mimir.local.process;

import java.nio.file.Path;
import java.util.List;

/**
 * A part of the stack did not start or has died; its message says which, why, and its last words.
 */
public final class PartFailed extends RuntimeException {
  public PartFailed(String part, String reason) {
    super(part + " " + reason);
  }

  public PartFailed(String part, String reason, Path log, List<String> lastLines) {
    super(part + " " + reason + "; the end of " + log + ":" + indented(lastLines));
  }

  private static String indented(List<String> lines) {
    var text = new StringBuilder();
    lines.forEach(line -> text.append("\n  | ").append(line));
    return text.toString();
  }
}
