package mimir.ingest.responses;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import mimir.contracts.Topics;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.ingest.ResponseEvent;
import mimir.contracts.ingest.ResponseEvent.Discarded;
import mimir.contracts.ingest.ResponseEvent.Item;
import mimir.contracts.ingest.ResponseEvent.Outcome;
import mimir.contracts.ingest.ResponseEvent.ResponsesDiscarded;
import mimir.contracts.ingest.ResponseEvent.ResponsesRecorded;
import mimir.contracts.ingest.ResultPart;
import mimir.contracts.runtime.Outbox;
import mimir.contracts.runtime.Trace;
import org.jboss.logging.Logger;

/** Takes parts in: completes uploads, judges them, stores the first of each assignment. */
@ApplicationScoped
class Intake {
  private static final Logger LOG = Logger.getLogger(Intake.class);

  private final CampaignTables campaigns;
  private final WaitingParts waiting;
  private final AnswerTables answers;
  private final Outbox outbox;
  private final InstantSource clock;
  private final MeterRegistry metrics;

  Intake(
      CampaignTables campaigns,
      WaitingParts waiting,
      AnswerTables answers,
      Outbox outbox,
      InstantSource clock,
      MeterRegistry metrics) {
    this.campaigns = campaigns;
    this.waiting = waiting;
    this.answers = answers;
    this.outbox = outbox;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** A batch of the topic; one transaction. */
  @Transactional
  void take(List<Upload.Piece> pieces) {
    Map<UUID, List<Upload.Piece>> byUpload =
        pieces.stream()
            .collect(
                Collectors.groupingBy(
                    piece -> piece.part().uploadId(), LinkedHashMap::new, Collectors.toList()));
    Map<UUID, Campaign> known = campaigns.hold(campaignIds(pieces));
    var complete = new ArrayList<Upload>();
    var rest = new LinkedHashMap<UUID, List<Upload.Piece>>();
    byUpload.forEach(
        (uploadId, parts) -> {
          Upload upload = Upload.of(parts);
          if (upload != null && known.containsKey(upload.campaignId())) {
            complete.add(upload);
          } else {
            rest.put(uploadId, parts);
          }
        });
    store(complete, known);
    if (!rest.isEmpty()) {
      waiting.lockShared();
      waiting.keep(rest.values().stream().flatMap(List::stream).toList());
      finish(rest.keySet());
    }
  }

  /** Makes the campaign known, and finishes what waited for it; one transaction. */
  @Transactional
  void launch(CampaignLaunched launched) {
    waiting.lock();
    campaigns.launch(launched);
    finish(waiting.uploadsOf(launched.campaignId()));
  }

  /** Applies the stop; with discard, what was received after it is taken back. */
  @Transactional
  void stop(CampaignStopped stopped) {
    campaigns.stop(stopped);
    if (stopped.discardInFlight()) {
      List<Discarded> gone = answers.discard(stopped.campaignId(), stopped.stoppedAt());
      count("discarded", gone.size());
      publishDiscarded(stopped.campaignId(), gone);
    }
  }

  /** Stores those of the waiting uploads that lack nothing any more. */
  private void finish(Collection<UUID> uploadIds) {
    Map<UUID, List<Upload.Piece>> here = waiting.of(uploadIds);
    Map<UUID, Campaign> known =
        campaigns.hold(campaignIds(here.values().stream().flatMap(List::stream).toList()));
    List<Upload> complete =
        here.values().stream()
            .map(Upload::of)
            .filter(upload -> upload != null && known.containsKey(upload.campaignId()))
            .toList();
    if (!complete.isEmpty()) {
      store(complete, known);
      waiting.forget(complete.stream().map(each -> each.parts().getFirst().uploadId()).toList());
    }
  }

  private void store(List<Upload> uploads, Map<UUID, Campaign> known) {
    var judged = new LinkedHashMap<ResultPart.Assignment, AnswerTables.Judged>();
    var refused = new LinkedHashSet<ResultPart.Assignment>();
    for (Upload upload : uploads) {
      Campaign campaign = known.get(upload.campaignId());
      if (campaign.refuses(upload.receivedAt())) {
        count("refused", 1);
        refused.add(upload.assignment());
        continue;
      }
      boolean late = LateWindow.late(upload.receivedAt(), campaign.liveUntil());
      if (judged.putIfAbsent(upload.assignment(), new AnswerTables.Judged(upload, late)) != null) {
        count("duplicate", 1);
      }
    }
    end(refused);
    if (judged.isEmpty()) {
      return;
    }
    Set<ResultPart.Assignment> first = answers.store(List.copyOf(judged.values()));
    count("duplicate", judged.size() - first.size());
    count("stored", first.size());
    List<AnswerTables.Judged> stored =
        judged.values().stream()
            .filter(each -> first.contains(each.upload().assignment()))
            .toList();
    stored.forEach(each -> answers.storeRows(each.upload()));
    publish(stored);
  }

  /** The ledger holds a refused assignment for answered: nobody else would tell of its end. */
  private void end(Set<ResultPart.Assignment> refused) {
    if (refused.isEmpty()) {
      return;
    }
    refused.removeAll(answers.answered(refused));
    refused.stream()
        .collect(
            Collectors.groupingBy(
                ResultPart.Assignment::campaignId,
                LinkedHashMap::new,
                Collectors.mapping(
                    each -> new Discarded(each.hostId(), each.queryId()), Collectors.toList())))
        .forEach(this::publishDiscarded);
  }

  private void publishDiscarded(UUID campaignId, List<Discarded> gone) {
    for (int from = 0; from < gone.size(); from += ResponseEvent.ITEMS_MAX) {
      int to = Math.min(gone.size(), from + ResponseEvent.ITEMS_MAX);
      outbox.publish(
          Topics.RESPONSES,
          campaignId.toString(),
          ResponseEvent.CODEC,
          new ResponsesDiscarded(campaignId, clock.instant(), List.copyOf(gone.subList(from, to))));
    }
  }

  private void publish(List<AnswerTables.Judged> stored) {
    stored.stream()
        .collect(
            Collectors.groupingBy(
                each -> each.upload().campaignId(), LinkedHashMap::new, Collectors.toList()))
        .forEach(this::publish);
  }

  private void publish(UUID campaignId, List<AnswerTables.Judged> stored) {
    for (int from = 0; from < stored.size(); from += ResponseEvent.ITEMS_MAX) {
      int to = Math.min(stored.size(), from + ResponseEvent.ITEMS_MAX);
      List<Item> items = stored.subList(from, to).stream().map(Intake::item).toList();
      Trace.resume(
          stored.get(from).upload().traceparent(),
          "store answers",
          () -> {
            outbox.publish(
                Topics.RESPONSES,
                campaignId.toString(),
                ResponseEvent.CODEC,
                new ResponsesRecorded(campaignId, items));
            LOG.infof("campaign %s: %d answers stored", campaignId, items.size());
          });
    }
  }

  private static Item item(AnswerTables.Judged judged) {
    Upload upload = judged.upload();
    return new Item(
        upload.assignment().hostId(),
        upload.assignment().queryId(),
        upload.errored() ? Outcome.ERRORED : Outcome.STORED,
        upload.errored() ? 0 : upload.rows().size(),
        false,
        judged.late(),
        false,
        upload.respondedAt());
  }

  private static Set<UUID> campaignIds(List<Upload.Piece> pieces) {
    return pieces.stream()
        .map(piece -> piece.part().assignment().campaignId())
        .collect(Collectors.toSet());
  }

  private void count(String outcome, int n) {
    metrics.counter("mimir.ingest.answers", "outcome", outcome).increment(n);
  }
}
