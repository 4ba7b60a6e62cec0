package mimir.ingest.responses;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import mimir.contracts.campaign.CampaignEvent.CampaignArchived;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.CampaignKind;
import mimir.contracts.campaign.HuntEvent.HuntLaunched;
import mimir.contracts.campaign.LiveQueryEvent.LiveQueryLaunched;
import mimir.ingest.matching.Snapshots;
import mimir.ingest.responses.AnswerTables.Gone;
import mimir.ingest.responses.StoreAnswers.CapInTheWay;
import mimir.ingest.responses.StoreAnswers.Mode;

/** Takes parts in and completes uploads; makes campaigns known, and stops them. */
@ApplicationScoped
class Intake {
  /** Of waiting uploads that are finished at a time: they are read, and may be many. */
  private static final int FINISHED_MAX = 200;

  private final CampaignTables campaigns;
  private final Snapshots snapshots;
  private final WaitingParts waiting;
  private final StoreAnswers store;
  private final AnswerTables answers;
  private final RowCounters counters;
  private final ResponseEvents events;
  private final MeterRegistry metrics;

  Intake(
      CampaignTables campaigns,
      Snapshots snapshots,
      WaitingParts waiting,
      StoreAnswers store,
      AnswerTables answers,
      RowCounters counters,
      ResponseEvents events,
      MeterRegistry metrics) {
    this.campaigns = campaigns;
    this.snapshots = snapshots;
    this.waiting = waiting;
    this.store = store;
    this.answers = answers;
    this.counters = counters;
    this.events = events;
    this.metrics = metrics;
  }

  /** A batch of the topic; one transaction, that of its last try. */
  void take(List<Upload.Piece> pieces) {
    try {
      QuarkusTransaction.requiringNew().run(() -> take(pieces, Mode.LIKELY));
    } catch (CapInTheWay e) {
      QuarkusTransaction.requiringNew().run(() -> take(pieces, Mode.ONE_BY_ONE));
    }
  }

  private void take(List<Upload.Piece> pieces, Mode mode) {
    Map<UUID, List<Upload.Piece>> byUpload =
        pieces.stream()
            .collect(
                Collectors.groupingBy(
                    piece -> piece.part().uploadId(), LinkedHashMap::new, Collectors.toList()));
    Map<UUID, Campaign> known =
        campaigns.hold(
            pieces.stream()
                .map(piece -> piece.part().assignment().campaignId())
                .collect(Collectors.toSet()));
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
    store.store(complete, known, mode);
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
    if (campaigns.launch(launched) && launched.kind() == CampaignKind.IOC_HUNT) {
      snapshots.freeze(launched.campaignId(), launched.iocs(), launched.queries());
    }
    finish(waiting.uploadsOf(launched.campaignId()));
  }

  /** The same for a live-only hunt. */
  @Transactional
  void launch(HuntLaunched launched) {
    waiting.lock();
    if (campaigns.launch(launched)) {
      snapshots.freeze(launched.huntId(), launched.iocs(), launched.queries());
    }
    finish(waiting.uploadsOf(launched.huntId()));
  }

  /** The same for a live query. */
  @Transactional
  void launch(LiveQueryLaunched launched) {
    waiting.lock();
    campaigns.launch(launched);
    finish(waiting.uploadsOf(launched.liveQueryId()));
  }

  /** Nobody is asked for it any more; what is still answered counts. */
  @Transactional
  void end(UUID launchId, String reason, Instant at) {
    campaigns.stop(launchId, false, reason, at);
  }

  /**
   * Applies the stop; with discard, what was received after it is taken back. Not so when the
   * cap stopped it: what was kept until then stays.
   */
  @Transactional
  void stop(CampaignStopped stopped) {
    campaigns.stop(stopped);
    if (stopped.discardInFlight() && !stopped.byRowCap()) {
      List<Gone> gone = answers.discard(stopped.campaignId(), stopped.stoppedAt());
      metrics.counter("mimir.ingest.answers", "outcome", "discarded").increment(gone.size());
      counters.takeOff(stopped.campaignId(), gone.stream().mapToLong(Gone::rows).sum());
      events.discarded(gone.stream().map(each -> each.of(stopped.campaignId())).toList());
    }
  }

  @Transactional
  void archive(CampaignArchived archived) {
    campaigns.archive(archived);
  }

  /** Stores those of the waiting uploads that lack nothing any more. */
  private void finish(Collection<UUID> uploadIds) {
    var ids = List.copyOf(uploadIds);
    for (int from = 0; from < ids.size(); from += FINISHED_MAX) {
      finishSome(ids.subList(from, Math.min(ids.size(), from + FINISHED_MAX)));
    }
  }

  private void finishSome(List<UUID> uploadIds) {
    List<Upload> here = waiting.complete(uploadIds);
    Set<UUID> campaignIds = here.stream().map(Upload::campaignId).collect(Collectors.toSet());
    Map<UUID, Campaign> known = campaigns.hold(campaignIds);
    List<Upload> complete =
        here.stream().filter(upload -> known.containsKey(upload.campaignId())).toList();
    if (!complete.isEmpty()) {
      store.store(complete, known, Mode.ONE_BY_ONE);
      waiting.forget(complete.stream().map(Upload::id).toList());
    }
  }
}
