package mimir.campaign.indicators;

import java.util.ArrayList;
import java.util.List;
import mimir.contracts.campaign.IndicatorType;

/** What a file holds, before any value of it has been looked at. */
final class Imported {
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
  record NotTaken(int line, String value, String reason) {}

  void add(Found value) {
    found.add(value);
  }

  /** What is meant for an indicator, but is no value of its type. */
  void invalid(int line, String value, String reason) {
    invalid.add(new NotTaken(line, value, reason));
  }

  /** What no indicator of ours can say. */
  void unsupported(int line, String value, String reason) {
    unsupported.add(new NotTaken(line, value, reason));
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
