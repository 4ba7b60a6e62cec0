package mimir.campaign.indicators;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import mimir.campaign.PlainText;
import mimir.campaign.indicators.IndicatorValue.NotOne;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.campaign.IndicatorEvent;
import mimir.contracts.campaign.IndicatorEvent.IndicatorChanged;
import mimir.contracts.campaign.IndicatorEvent.IndicatorCreated;
import mimir.contracts.campaign.IndicatorType;
import mimir.contracts.campaign.Severity;

/** What may be an indicator (I-1), what of it may change, and what then happens. */
final class IndicatorRules {
  static final int DESCRIPTION_MAX = 2_000;
  static final int TAGS_MAX = 20;
  static final int TAG_MAX = 64;

  /** All that makes an indicator, in its range. */
  record Draft(IndicatorValue value, Severity severity, String description, List<String> tags) {}

  /** Refuses the first field that is out of its range. */
  static Draft draft(IndicatorRequest request) {
    if (request == null) {
      throw Refused.invalidField("value", "value is needed.");
    }
    return new Draft(
        value(request.value(), request.type() == null ? null : type(request.type())),
        request.severity() == null ? Severity.MEDIUM : severity(request.severity()),
        request.description() == null ? "" : description(request.description()),
        request.tags() == null ? List.of() : tags(request.tags()));
  }

  /** As {@link #draft(IndicatorRequest)}; what is too long to be kept is cut. */
  static Draft draft(Imported.Found found) {
    return new Draft(
        value(found.value(), found.type()),
        found.severity() == null ? Severity.MEDIUM : severity(found.severity()),
        description(cut(found.description(), DESCRIPTION_MAX)),
        usable(found.tags()));
  }

  /** Those of a file that can be tags, cut where they are too long. */
  static List<String> usable(List<String> tags) {
    return tags.stream()
        .filter(PlainText::is)
        .map(tag -> cut(tag.strip(), TAG_MAX).strip())
        .filter(tag -> !tag.isEmpty())
        .distinct()
        .limit(TAGS_MAX)
        .toList();
  }

  /** A yes, a no, or nothing. */
  static Boolean yesOrNo(String parameter, String text) {
    return switch (text) {
      case null -> null;
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> throw new Refused(ErrorCode.MALFORMED_REQUEST, parameter + " is true or false.");
    };
  }

  /** Never in the middle of a surrogate pair. */
  static String cut(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
  }

  /**
   * @param type null to have it detected (I-3)
   */
  static IndicatorValue value(String text, IndicatorType type) {
    try {
      return type == null ? NormaliseValue.of(text) : NormaliseValue.of(type, text);
    } catch (NotOne e) {
      throw Refused.invalidField("value", e.getMessage() + ".");
    }
  }

  static IndicatorType type(String wire) {
    return known("type", wire, IndicatorType.values(), IndicatorType::wire);
  }

  static Severity severity(String wire) {
    return known("severity", wire, Severity.values(), Severity::wire);
  }

  private static <T> T known(String field, String wire, T[] all, Function<T, String> name) {
    String asked = wire.strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(all)
        .filter(each -> name.apply(each).equals(asked))
        .findFirst()
        .orElseThrow(
            () ->
                Refused.invalidField(
                    field,
                    "%s is one of %s."
                        .formatted(
                            field,
                            Arrays.stream(all).map(name).collect(Collectors.joining(", ")))));
  }

  static String description(String text) {
    if (text.length() > DESCRIPTION_MAX || !PlainText.is(text)) {
      throw Refused.invalidField("description", "description is at most 2,000 characters of text.");
    }
    return text;
  }

  /** Without blanks around them, each once. */
  static List<String> tags(List<String> asked) {
    var tags = new LinkedHashSet<String>();
    for (String each : asked) {
      String tag = each == null ? "" : each.strip();
      if (tag.isEmpty() || tag.length() > TAG_MAX || !PlainText.is(tag)) {
        throw Refused.invalidField("tags", "A tag is 1 to 64 characters of text.");
      }
      tags.add(tag);
    }
    if (tags.size() > TAGS_MAX) {
      throw Refused.invalidField("tags", "An indicator has at most 20 tags.");
    }
    return List.copyOf(tags);
  }

  /** What a list is narrowed by; null for nothing. */
  static String searched(String parameter, String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    if (!PlainText.is(text)) {
      throw Refused.invalidField(parameter, parameter + " holds a character that is no text.");
    }
    return text.strip();
  }

  static IndicatorCreated create(UUID id, Draft draft, String by, Instant now) {
    return new IndicatorCreated(
        id,
        draft.value().type(),
        draft.value().value(),
        draft.severity(),
        draft.description(),
        draft.tags(),
        by,
        now);
  }

  /**
   * Nothing happens when it is as asked already.
   *
   * @param indicator null when it does not exist
   */
  static List<IndicatorEvent> change(
      Indicator indicator, IndicatorChange change, String by, Instant now) {
    if (indicator == null) {
      throw Refused.notFound("This indicator");
    }
    if (change == null) {
      return List.of();
    }
    var changed =
        new IndicatorChanged(
            indicator.id(),
            change.active() == null ? indicator.active() : change.active(),
            change.severity() == null ? indicator.severity() : severity(change.severity()),
            change.description() == null
                ? indicator.description()
                : description(change.description()),
            change.tags() == null ? indicator.tags() : tags(change.tags()),
            by,
            now);
    boolean same =
        changed.active() == indicator.active()
            && changed.severity() == indicator.severity()
            && changed.description().equals(indicator.description())
            && changed.tags().equals(indicator.tags());
    return same ? List.of() : List.of(changed);
  }

  private IndicatorRules() {}
}
