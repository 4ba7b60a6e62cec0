package mimir.ingest.responses;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import mimir.contracts.ingest.ResultPart;
import mimir.ingest.responses.AnswerTables.CampaignHost;
import mimir.ingest.responses.AnswerTables.Judged;
import mimir.ingest.responses.RowCounters.Counter;
import org.jboss.logging.Logger;

/**
 * Gives each answer what the caps leave, one after the other, while the counters are held: the
 * answer that does not fit keeps what does, and none after it keeps anything.
 */
@ApplicationScoped
class AllotRows {
  private static final Logger LOG = Logger.getLogger(AllotRows.class);

  private final AnswerTables answers;
  private final RowCounters counters;
  private final ResponseEvents events;
  private final InstantSource clock;

  AllotRows(
      AnswerTables answers, RowCounters counters, ResponseEvents events, InstantSource clock) {
    this.answers = answers;
    this.counters = counters;
    this.events = events;
    this.clock = clock;
  }

  /**
   * @param first answers that this transaction has stored, with what their host's cap allows them
   *     if they are its only ones
   */
  void allot(
      List<Judged> first,
      Map<UUID, Campaign> known,
      Consumer<Judged> kept,
      Consumer<Judged> refused) {
    if (first.isEmpty()) {
      return;
    }
    Set<UUID> campaigns =
        first.stream()
            .map(each -> each.upload().campaignId())
            .collect(Collectors.toCollection(TreeSet::new));
    Map<UUID, Counter> held = counters.lock(campaigns);
    Map<CampaignHost, Long> ofHosts = ofOthers(first, known);
    var trimmed = new ArrayList<Judged>();
    var dropped = new ArrayList<ResultPart.Assignment>();
    for (Judged each : first) {
      Counter counter = held.get(each.upload().campaignId());
      if (counter.crossed()) {
        dropped.add(each.upload().assignment());
        refused.accept(each);
        continue;
      }
      long perHost = known.get(each.upload().campaignId()).perHostCap();
      long before = ofHosts.getOrDefault(host(each), 0L);
      var judged = each.keeping(counter.keep(each.upload().rows(), Math.max(0, perHost - before)));
      ofHosts.merge(host(each), judged.rows(), Long::sum);
      if (judged.rows() != each.rows() || judged.truncated() != each.truncated()) {
        trimmed.add(judged);
      }
      kept.accept(judged);
    }
    answers.trim(trimmed);
    answers.drop(dropped);
    counters.save(held, clock.instant());
    held.forEach(this::tell);
  }

  /** What earlier transactions have kept of these hosts; only other queries can have any. */
  private Map<CampaignHost, Long> ofOthers(List<Judged> first, Map<UUID, Campaign> known) {
    List<Judged> several =
        first.stream().filter(each -> known.get(each.upload().campaignId()).queries() > 1).toList();
    if (several.isEmpty()) {
      return new HashMap<>();
    }
    var kept =
        new HashMap<>(
            answers.keptOfHosts(several.stream().map(AllotRows::host).collect(Collectors.toSet())));
    several.forEach(each -> kept.merge(host(each), -each.rows(), Long::sum));
    return kept;
  }

  private void tell(UUID campaignId, Counter counter) {
    if (counter.crossedNow()) {
      LOG.warnf("campaign %s: crossed its cap of %d rows", campaignId, counter.cap());
      events.capCrossed(campaignId, counter.rows(), counter.cap());
    }
  }

  private static CampaignHost host(Judged judged) {
    return new CampaignHost(judged.upload().campaignId(), judged.upload().assignment().hostId());
  }
}
