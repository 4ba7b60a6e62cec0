package mimir.campaign.indicators;

import java.util.ArrayList;
import java.util.List;
import mimir.contracts.Refused;
import mimir.contracts.campaign.IndicatorType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a file holds, before any value of it has been looked at. */
final class Imported {
  /** Values and whatever else is listed; a file of more is refused as a whole. */
  static final int ENTRIES_MAX = 50_000;

  /** Of what is listed in an answer; a pattern may be as long as its file. */
  static final int TOLD_MAX = 200;

  private final List<Found> found = new ArrayList<>();
  private final List<NotTaken> invalid = new ArrayList<>();
  private final List<NotTaken> unsupported = new ArrayList<>();

  /**
   * @param line where it stands, from 1
   * @param type null to have it detected
   * @param severity as it was written; null for the default
   */
  record Found(
      int line,
      String value,
      IndicatorType type,
      String severity,
      String description,
      List<String> tags) {

    static Found of(int line, String value) {
      return new Found(line, value, null, null, "", List.of());
    }
  }

  /**
   * @param line where it stands, from 1
   * @param reason a sentence without its dot
   */
  @Schema(name = "NotImported")
  record NotTaken(int line, String value, String reason) {
    static NotTaken of(int line, String value, String reason) {
      String sentence = reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
      return new NotTaken(
          line, IndicatorRules.cut(value, TOLD_MAX), IndicatorRules.cut(sentence, TOLD_MAX));
    }
  }

  private void count() {
    if (found.size() + invalid.size() + unsupported.size() == ENTRIES_MAX) {
      throw Refused.invalidField(
          "value", "An import holds at most 50,000 values and other entries; split it.");
    }
  }

  void add(Found value) {
    count();
    found.add(value);
  }

  /** What is meant for an indicator, but is no value of its type. */
  void invalid(int line, String value, String reason) {
    count();
    invalid.add(NotTaken.of(line, value, reason));
  }

  /** What no indicator of ours can say. */
  void unsupported(int line, String value, String reason) {
    count();
    unsupported.add(NotTaken.of(line, value, reason));
  }

  List<Found> found() {
    return found;
  }

  List<NotTaken> invalid() {
    return invalid;
  }

  List<NotTaken> unsupported() {
    return unsupported;
  }
}
