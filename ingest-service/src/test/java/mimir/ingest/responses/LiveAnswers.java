package mimir.ingest.responses;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.LiveQueryEvent;
import mimir.contracts.campaign.LiveQueryEvent.LiveQueryEnded;
import mimir.contracts.campaign.LiveQueryEvent.LiveQueryLaunched;
import mimir.contracts.ingest.ResultPart.Assignment;
import mimir.ingest.Batch;
import org.jdbi.v3.core.Jdbi;

/** Live queries and their answers, as the topics tell of them. */
@ApplicationScoped
public class LiveAnswers {
  private final LiveQueryConsumer consumer;
  private final Intake intake;
  private final Jdbi jdbi;

  LiveAnswers(LiveQueryConsumer consumer, Intake intake, Jdbi jdbi) {
    this.consumer = consumer;
    this.intake = intake;
    this.jdbi = jdbi;
  }

  public void launch(UUID id, int rowCap) {
    tell(
        new LiveQueryLaunched(
            id,
            "alice",
            Answer.LAUNCHED_AT,
            Answer.LAUNCHED_AT.plusSeconds(60),
            new FrozenTarget("all", 9),
            9,
            new FrozenQuery(id, "osquery", "SELECT 1"),
            rowCap));
  }

  public void end(UUID id) {
    tell(new LiveQueryEnded(id, LiveQueryEvent.End.COMPLETED, Instant.EPOCH));
  }

  private void tell(LiveQueryEvent event) {
    consumer.on(Batch.of(LiveQueryEvent.CODEC, List.of(event)));
  }

  /** Of a host of its own. */
  public UUID answer(UUID id, List<Map<String, String>> rows) {
    UUID host = UUID.randomUUID();
    intake.take(Answer.of(new Assignment(id, id, host)).with(List.of(rows)).pieces());
    return host;
  }

  public UUID fail(UUID id, String message) {
    UUID host = UUID.randomUUID();
    intake.take(
        Answer.of(new Assignment(id, id, host))
            .with(List.of(List.of()))
            .failed(1, message)
            .pieces());
    return host;
  }

  /** A host that the ledger ends without an answer. */
  public UUID giveUp(UUID id, String reason) {
    UUID host = UUID.randomUUID();
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO unanswered (campaign_id, host_id, query_id, reason, at)"
                    + " VALUES (?, ?, ?, ?, now())",
                id,
                host,
                id,
                reason));
    return host;
  }

  public long events(String type, UUID id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT count(*) FROM event WHERE type = :type AND message_key = :id")
                .bind("type", type)
                .bind("id", id.toString())
                .mapTo(Long.class)
                .one());
  }
}
