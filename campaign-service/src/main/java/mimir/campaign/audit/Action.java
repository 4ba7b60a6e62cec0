package mimir.campaign.audit;

import java.util.regex.Pattern;

/** The short name of an event's type, as people filter by it. */
final class Action {
  private static final Pattern TYPE = Pattern.compile("(?:mimir\\.)?(.+?)(?:\\.v\\d+)?");

  /** {@code mimir.campaign.launched.v1} → {@code campaign.launched}. */
  static String of(String type) {
    var matcher = TYPE.matcher(type);
    return matcher.matches() ? matcher.group(1) : type;
  }

  private Action() {}
}
