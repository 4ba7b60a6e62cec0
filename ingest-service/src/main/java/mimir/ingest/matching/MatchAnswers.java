package mimir.ingest.matching;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import mimir.contracts.Topics;
import mimir.contracts.campaign.QueryType;
import mimir.contracts.ingest.ResponseEvent;
import mimir.contracts.ingest.ResponseEvent.CampaignSnapshotCorrupt;
import mimir.contracts.ingest.ResultPart;
import mimir.contracts.runtime.Outbox;

/** Looks an answer's rows up among the frozen indicators. */
@ApplicationScoped
public class MatchAnswers {
  private final Snapshots snapshots;
  private final Outbox outbox;

  MatchAnswers(Snapshots snapshots, Outbox outbox) {
    this.snapshots = snapshots;
    this.outbox = outbox;
  }

  /** All rows of an answer, a part at a time. */
  public interface Rows {
    void each(Consumer<List<Map<String, String>>> reader);
  }

  /**
   * An answer that is the first of its assignment.
   *
   * @param traceparent of its last part, or null
   */
  public record Answered(
      ResultPart.Assignment assignment,
      boolean late,
      Instant reportedAt,
      String traceparent,
      Rows rows) {}

  /**
   * What all of its rows match, also those that a cap leaves no room for: an alert is worth more
   * than a row. In the caller's transaction, which tells of a snapshot that cannot be read.
   */
  public List<Matched> match(Answered answer) {
    UUID launchId = answer.assignment().campaignId();
    Snapshot snapshot = snapshots.of(launchId, this::corrupt);
    QueryType type = snapshot.queries().get(answer.assignment().queryId());
    if (type == null) {
      return List.of();
    }
    var match = new IocMatch(snapshot.indicators(), type);
    answer.rows().each(match::add);
    return match.found().entrySet().stream()
        .map(
            found ->
                new Matched(
                    launchId,
                    answer.assignment().hostId(),
                    found.getKey().id(),
                    found.getKey().type(),
                    found.getKey().value(),
                    found.getKey().severity(),
                    found.getValue().evidence(),
                    found.getValue().rows(),
                    answer.late(),
                    answer.reportedAt(),
                    answer.traceparent()))
        .toList();
  }

  private void corrupt(UUID launchId, String reason) {
    outbox.publish(
        Topics.RESPONSES,
        launchId.toString(),
        ResponseEvent.CODEC,
        new CampaignSnapshotCorrupt(launchId, reason));
  }
}
