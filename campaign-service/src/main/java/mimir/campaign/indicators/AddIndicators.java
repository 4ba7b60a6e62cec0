package mimir.campaign.indicators;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import mimir.campaign.indicators.Imported.NotTaken;
import mimir.contracts.campaign.IndicatorEvent.IndicatorCreated;
import mimir.contracts.runtime.Ids;
import mimir.contracts.runtime.Operator;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Adds what is not there yet, one or many. */
@ApplicationScoped
public class AddIndicators {
  private static final int BATCH_MAX = 1_000;

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
  @Schema(name = "ImportOutcome")
  record Answer(int created, int duplicates, List<NotTaken> invalid, List<NotTaken> unsupported) {}

  /**
   * @param isNew whether it was not there before
   */
  record One(Indicator indicator, boolean isNew) {}

  /**
   * The indicators of some values, those made now of which there is none (L-2); in their order, and
   * one for values that are the same.
   *
   * @throws mimir.contracts.Refused {@code invalid_field} for what is no value
   */
  @Transactional
  public List<Indicator> getOrCreate(List<IndicatorRequest> requests) {
    var byPlace = new LinkedHashMap<String, IndicatorRules.Draft>();
    for (IndicatorRequest request : requests) {
      IndicatorRules.Draft draft = IndicatorRules.draft(request);
      byPlace.putIfAbsent(draft.value().place(), draft);
    }
    addAll(byPlace);
    Map<String, Indicator> known =
        tables.find(byPlace.values().stream().map(IndicatorRules.Draft::value).toList()).stream()
            .collect(Collectors.toMap(each -> each.typed().place(), Function.identity()));
    return byPlace.keySet().stream().map(known::get).toList();
  }

  /** The one that is there stays as it is. */
  @Transactional
  One add(IndicatorRules.Draft draft) {
    boolean isNew = addAll(Map.of(draft.value().place(), draft)) == 1;
    return new One(tables.find(draft.value()).orElseThrow(), isNew);
  }

  @Transactional
  Answer add(JudgedImport judged) {
    int created = addAll(judged.drafts());
    return new Answer(created, judged.values() - created, judged.invalid(), judged.unsupported());
  }

  /**
   * In the order of the unique key: two transactions that share values wait for each other in a
   * row.
   *
   * @return how many are new
   */
  private int addAll(Map<String, IndicatorRules.Draft> byPlace) {
    Instant now = clock.instant();
    // Before the rows, as every command does: a rebuild may be about to hold both.
    tables.holdLog();
    List<IndicatorRules.Draft> drafts = List.copyOf(new TreeMap<>(byPlace).values());
    int added = 0;
    for (int from = 0; from < drafts.size(); from += BATCH_MAX) {
      added += addSome(drafts.subList(from, Math.min(from + BATCH_MAX, drafts.size())), now);
    }
    return added;
  }

  private int addSome(List<IndicatorRules.Draft> drafts, Instant now) {
    List<IndicatorCreated> created =
        drafts.stream()
            .map(draft -> IndicatorRules.create(Ids.next(), draft, operator.username(), now))
            .toList();
    Set<UUID> added =
        tables.add(created.stream().map(event -> Indicator.of(List.of(event))).toList());
    indicators.begin(
        created.stream().filter(event -> added.contains(event.indicatorId())).toList(),
        operator.actor());
    return added.size();
  }
}
