package mimir.campaign.indicators;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mimir.campaign.indicators.Imported.Found;
import mimir.campaign.indicators.Imported.NotTaken;
import mimir.contracts.Refused;

/**
 * What of a file can be added (I-4): of equal values the first, and what is no value of its type
 * with the reason.
 *
 * @param drafts by what the unique key compares
 * @param values how many were good, with those that stand there twice
 * @param invalid by their lines
 */
record JudgedImport(
    Map<String, IndicatorRules.Draft> drafts,
    int values,
    List<NotTaken> invalid,
    List<NotTaken> unsupported) {

  static JudgedImport of(Imported imported) {
    var invalid = new ArrayList<>(imported.invalid());
    Map<String, IndicatorRules.Draft> drafts = new HashMap<>();
    int values = 0;
    for (Found each : imported.found()) {
      try {
        IndicatorRules.Draft draft = IndicatorRules.draft(each);
        drafts.putIfAbsent(draft.value().place(), draft);
        values++;
      } catch (Refused e) {
        invalid.add(NotTaken.of(each.line(), each.value(), e.getMessage()));
      }
    }
    invalid.sort(Comparator.comparingInt(NotTaken::line));
    return new JudgedImport(drafts, values, invalid, imported.unsupported());
  }
}
