package mimir.ingest.matching;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mimir.contracts.campaign.QueryType;
import mimir.ingest.matching.FrozenIndicators.Ioc;

/**
 * The rows of one answer against the frozen indicators: which match, how often, and where first.
 */
final class IocMatch {
  private final FrozenIndicators indicators;
  private final QueryType type;
  private final Map<Ioc, Found> found = new LinkedHashMap<>();

  /**
   * @param type of the query that is answered
   */
  IocMatch(FrozenIndicators indicators, QueryType type) {
    this.indicators = indicators;
    this.type = type;
  }

  /**
   * @param evidence the first row that matches
   * @param rows how many match
   */
  record Found(Map<String, String> evidence, long rows) {}

  /** Rows in the order in which the host sent them. */
  void add(List<Map<String, String>> rows) {
    for (Map<String, String> row : rows) {
      indicators.match(
          type,
          row,
          ioc ->
              found.merge(
                  ioc,
                  new Found(row, 1),
                  (known, _) -> new Found(known.evidence(), known.rows() + 1)));
    }
  }

  /** By indicator, in the order of their first rows. */
  Map<Ioc, Found> found() {
    return found;
  }
}
