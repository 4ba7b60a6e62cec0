package mimir.campaign.indicators;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mimir.campaign.indicators.Imported.Found;
import mimir.campaign.indicators.Imported.NotTaken;
import mimir.contracts.Refused;
import mimir.contracts.campaign.IndicatorEvent.IndicatorCreated;
import mimir.contracts.runtime.Ids;
import mimir.contracts.runtime.Operator;

/** Adds what is not there yet, one or many; in the caller's transaction. */
@ApplicationScoped
class AddIndicators {
  /** In one request: what is more is refused as a whole, and can be split. */
  static final int IMPORT_MAX = 100_000;

  /**
   * By what the unique key compares; two imports that share values wait for each other in a row.
   */
  private static final Comparator<Indicator> BY_VALUE =
      Comparator.comparing(Indicator::type)
          .thenComparing(indicator -> indicator.typed().hash(), Arrays::compare);

  private final Indicators indicators;
  private final IndicatorTables tables;
  private final Operator operator;
  private final InstantSource clock;

  AddIndicators(
      Indicators indicators, IndicatorTables tables, Operator operator, InstantSource clock) {
    this.indicators = indicators;
    this.tables = tables;
    this.operator = operator;
    this.clock = clock;
  }

  /**
   * What became of an import (I-4).
   *
   * @param duplicates values that were there, or stand in the file twice
   */
  record Answer(int created, int duplicates, List<NotTaken> invalid, List<NotTaken> unsupported) {}

  /**
   * @param isNew whether it was not there before
   */
  record One(Indicator indicator, boolean isNew) {}

  /** The one that is there stays as it is. */
  One add(IndicatorRules.Draft draft) {
    boolean isNew = !addAll(List.of(draft)).isEmpty();
    return new One(tables.find(draft.value()).orElseThrow(), isNew);
  }

  Answer add(Imported imported) {
    if (imported.found().size() > IMPORT_MAX) {
      throw Refused.invalidField(
          "value", "An import takes at most 100,000 values; split it into several.");
    }
    var invalid = new ArrayList<>(imported.invalid());
    Map<IndicatorValue, IndicatorRules.Draft> drafts = new LinkedHashMap<>();
    int found = 0;
    for (Found each : imported.found()) {
      try {
        IndicatorRules.Draft draft = IndicatorRules.draft(each);
        drafts.putIfAbsent(draft.value(), draft);
        found++;
      } catch (Refused e) {
        invalid.add(new NotTaken(each.line(), each.value(), e.getMessage()));
      }
    }
    int created = addAll(drafts.values()).size();
    invalid.sort(Comparator.comparingInt(NotTaken::line));
    return new Answer(created, found - created, invalid, imported.unsupported());
  }

  private Set<UUID> addAll(Collection<IndicatorRules.Draft> drafts) {
    Instant now = clock.instant();
    String by = operator.username();
    Map<UUID, IndicatorCreated> created = new LinkedHashMap<>();
    var rows = new ArrayList<Indicator>();
    for (IndicatorRules.Draft draft : drafts) {
      IndicatorCreated event = IndicatorRules.create(Ids.next(), draft, by, now);
      created.put(event.indicatorId(), event);
      rows.add(Indicator.of(List.of(event)));
    }
    rows.sort(BY_VALUE);
    Set<UUID> added = tables.add(rows);
    created.keySet().retainAll(added);
    indicators.begin(List.copyOf(created.values()), operator.actor());
    return added;
  }
}
