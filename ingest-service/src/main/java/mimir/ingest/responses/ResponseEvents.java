package mimir.ingest.responses;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import mimir.contracts.Topics;
import mimir.contracts.ingest.ResponseEvent;
import mimir.contracts.ingest.ResponseEvent.CampaignCapCrossed;
import mimir.contracts.ingest.ResponseEvent.Discarded;
import mimir.contracts.ingest.ResponseEvent.Item;
import mimir.contracts.ingest.ResponseEvent.Outcome;
import mimir.contracts.ingest.ResponseEvent.ResponsesDiscarded;
import mimir.contracts.ingest.ResponseEvent.ResponsesRecorded;
import mimir.contracts.ingest.ResultPart;
import mimir.contracts.runtime.Outbox;
import mimir.contracts.runtime.Trace;
import mimir.ingest.responses.AnswerTables.Judged;
import org.jboss.logging.Logger;

/** Tells the others what became of answers, in batches, in the transaction that decided it. */
@ApplicationScoped
class ResponseEvents {
  private static final Logger LOG = Logger.getLogger(ResponseEvents.class);

  /** Campaigns in a batch from which on a line for each of them would be most of the log. */
  private static final int LOGGED_MAX = 10;

  private final NoteRefusals refusals;
  private final Outbox outbox;
  private final InstantSource clock;

  ResponseEvents(NoteRefusals refusals, Outbox outbox, InstantSource clock) {
    this.refusals = refusals;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * All of them in one statement: a batch may be of many campaigns.
   *
   * @param matched those whose rows match a frozen indicator
   */
  void recorded(List<Judged> stored, Set<ResultPart.Assignment> matched) {
    if (stored.isEmpty()) {
      return;
    }
    Map<UUID, List<Judged>> byCampaign =
        stored.stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.upload().campaignId(), LinkedHashMap::new, Collectors.toList()));
    var level = byCampaign.size() > LOGGED_MAX ? Logger.Level.DEBUG : Logger.Level.INFO;
    var events = new ArrayList<Outbox.Message<ResponseEvent>>();
    byCampaign.forEach((id, answers) -> recorded(id, answers, matched, level, events::add));
    outbox.publish(Topics.RESPONSES, ResponseEvent.CODEC, events);
  }

  /** Each assignment once, however often its answer is read again. */
  void discarded(Collection<ResultPart.Assignment> refused) {
    refusals.note(refused).stream()
        .collect(
            Collectors.groupingBy(
                ResultPart.Assignment::campaignId,
                LinkedHashMap::new,
                Collectors.mapping(
                    each -> new Discarded(each.hostId(), each.queryId()), Collectors.toList())))
        .forEach(this::discarded);
  }

  private void discarded(UUID campaignId, List<Discarded> gone) {
    for (int from = 0; from < gone.size(); from += ResponseEvent.ITEMS_MAX) {
      int to = Math.min(gone.size(), from + ResponseEvent.ITEMS_MAX);
      publish(
          new ResponsesDiscarded(campaignId, clock.instant(), List.copyOf(gone.subList(from, to))));
    }
  }

  void capCrossed(UUID campaignId, long rowsKept, long cap) {
    publish(new CampaignCapCrossed(campaignId, rowsKept, cap));
  }

  private static void recorded(
      UUID campaignId,
      List<Judged> stored,
      Set<ResultPart.Assignment> matched,
      Logger.Level level,
      Consumer<Outbox.Message<ResponseEvent>> events) {
    for (int from = 0; from < stored.size(); from += ResponseEvent.ITEMS_MAX) {
      int to = Math.min(stored.size(), from + ResponseEvent.ITEMS_MAX);
      List<Item> items =
          stored.subList(from, to).stream().map(each -> item(each, matched)).toList();
      Trace.resume(
          stored.get(from).upload().traceparent(),
          "store answers",
          () -> {
            events.accept(
                new Outbox.Message<>(
                    campaignId.toString(),
                    new ResponsesRecorded(campaignId, items),
                    Trace.current()));
            LOG.logf(level, "campaign %s: %d answers stored", campaignId, items.size());
          });
    }
  }

  private void publish(ResponseEvent event) {
    outbox.publish(Topics.RESPONSES, event.campaignId().toString(), ResponseEvent.CODEC, event);
  }

  private static Item item(Judged judged, Set<ResultPart.Assignment> matched) {
    Upload upload = judged.upload();
    return new Item(
        upload.assignment().hostId(),
        upload.assignment().queryId(),
        upload.errored() ? Outcome.ERRORED : Outcome.STORED,
        judged.rows(),
        judged.truncated(),
        judged.late(),
        matched.contains(upload.assignment()),
        upload.respondedAt());
  }
}
