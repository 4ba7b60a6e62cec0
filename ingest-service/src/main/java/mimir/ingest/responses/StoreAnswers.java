package mimir.ingest.responses;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import mimir.contracts.ingest.ResultPart;
import mimir.ingest.alerts.RaiseAlerts;
import mimir.ingest.live.FollowedAnswers;
import mimir.ingest.matching.Matched;
import mimir.ingest.responses.AnswerTables.Judged;

/**
 * Judges complete uploads and stores the first of each assignment with the rows that fit.
 *
 * <p>Answers first, then rows, then the counters, then alerts: so the lock that two batches of one
 * campaign share is held from there to the commit, and no longer.
 */
@ApplicationScoped
class StoreAnswers {
  private static final Comparator<Judged> BY_KEY =
      Comparator.comparing((Judged judged) -> judged.upload().campaignId())
          .thenComparing(judged -> judged.upload().assignment().hostId())
          .thenComparing(judged -> judged.upload().assignment().queryId());

  private final AnswerTables answers;
  private final RowWriter rows;
  private final RowCounters counters;
  private final AllotRows allot;
  private final MatchHunts matches;
  private final RaiseAlerts alerts;
  private final FollowedAnswers followed;
  private final ResponseEvents events;
  private final MeterRegistry metrics;

  StoreAnswers(
      AnswerTables answers,
      RowWriter rows,
      RowCounters counters,
      AllotRows allot,
      MatchHunts matches,
      RaiseAlerts alerts,
      FollowedAnswers followed,
      ResponseEvents events,
      MeterRegistry metrics) {
    this.answers = answers;
    this.rows = rows;
    this.counters = counters;
    this.allot = allot;
    this.matches = matches;
    this.alerts = alerts;
    this.followed = followed;
    this.events = events;
    this.metrics = metrics;
  }

  /** How sure it is that all rows fit. */
  enum Mode {
    /** The counters are asked last, and a surprise ends in {@link CapInTheWay}. */
    LIKELY,
    /** The counters are held first, and each answer gets what is left. */
    ONE_BY_ONE
  }

  /** What others have added meanwhile leaves too little: the transaction must be done again. */
  static final class CapInTheWay extends RuntimeException {
    private static final long serialVersionUID = 1;

    CapInTheWay(Set<UUID> campaignIds) {
      super("one of these campaigns is about to cross its cap: " + campaignIds);
    }
  }

  /**
   * In the order in which they came: the first of an assignment wins.
   *
   * @param known the campaigns of all of them, held
   */
  void store(List<Upload> uploads, Map<UUID, Campaign> known, Mode mode) {
    var judged = new LinkedHashMap<ResultPart.Assignment, Judged>();
    var refused = new LinkedHashSet<ResultPart.Assignment>();
    for (Upload upload : uploads) {
      Campaign campaign = known.get(upload.campaignId());
      if (campaign.refuses(upload.receivedAt())) {
        refused.add(upload.assignment());
      } else if (judged.putIfAbsent(upload.assignment(), judge(upload, campaign)) != null) {
        count("duplicate", 1);
      }
    }
    List<Judged> first = storeFirst(judged.values());
    // Before the counters are held, which others wait for.
    Map<ResultPart.Assignment, List<Matched>> matched = matches.of(first, known);
    List<Judged> kept = first.isEmpty() ? first : keep(first, known, mode, refused);
    alerts.raise(
        kept.stream()
            .flatMap(each -> matched.getOrDefault(assignment(each), List.of()).stream())
            .toList());
    followed.append(
        kept.stream()
            .filter(each -> known.get(each.upload().campaignId()).followed())
            .map(StoreAnswers::assignment)
            .toList());
    count("stored", kept.size());
    count("truncated", (int) kept.stream().filter(Judged::truncated).count());
    events.recorded(kept, matched.keySet());
    end(refused);
  }

  private static ResultPart.Assignment assignment(Judged judged) {
    return judged.upload().assignment();
  }

  private static Judged judge(Upload upload, Campaign campaign) {
    var alone = RowCaps.kept(upload.rows(), campaign.perHostCap(), Long.MAX_VALUE);
    boolean late = LateWindow.late(upload.receivedAt(), campaign.liveUntil());
    return new Judged(upload, late, alone.rows(), alone.truncated());
  }

  /** In the order of their keys, so that two transactions with the same ones wait in a row. */
  private List<Judged> storeFirst(Collection<Judged> judged) {
    if (judged.isEmpty()) {
      return List.of();
    }
    Set<ResultPart.Assignment> first = answers.store(judged.stream().sorted(BY_KEY).toList());
    count("duplicate", judged.size() - first.size());
    return judged.stream().filter(each -> first.contains(each.upload().assignment())).toList();
  }

  /** What is left of the answers under the caps; what is not kept at all joins the refused. */
  private List<Judged> keep(
      List<Judged> first,
      Map<UUID, Campaign> known,
      Mode mode,
      Set<ResultPart.Assignment> refused) {
    Map<UUID, Long> added =
        first.stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.upload().campaignId(),
                    TreeMap::new,
                    Collectors.summingLong(Judged::rows)));
    boolean fits =
        added.entrySet().stream()
            .allMatch(each -> known.get(each.getKey()).surelyFits(each.getValue()));
    if (mode == Mode.LIKELY && fits) {
      write(first);
      // Also of answers without rows: none must come beside one that has just crossed the cap.
      if (!counters.add(added)) {
        throw new CapInTheWay(added.keySet());
      }
      return first;
    }
    var kept = new ArrayList<Judged>();
    allot.allot(first, known, kept::add, each -> refused.add(each.upload().assignment()));
    write(kept);
    return kept;
  }

  private void write(List<Judged> kept) {
    rows.write(kept.stream().map(each -> new RowWriter.First(each.upload(), each.rows())).toList());
  }

  /** The ledger holds a refused assignment for answered: nobody else would tell of its end. */
  private void end(Set<ResultPart.Assignment> refused) {
    if (!refused.isEmpty()) {
      count("refused", refused.size());
      refused.removeAll(answers.answered(refused));
      events.discarded(refused);
    }
  }

  private void count(String outcome, int n) {
    metrics.counter("mimir.ingest.answers", "outcome", outcome).increment(n);
  }
}
