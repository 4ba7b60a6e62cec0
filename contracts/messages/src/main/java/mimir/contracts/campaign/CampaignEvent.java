package mimir.contracts.campaign;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;
import org.jspecify.annotations.Nullable;

/** Topic {@code campaigns}, key: campaign id. The stream of one campaign. */
public sealed interface CampaignEvent {
  MessageCodec<CampaignEvent> CODEC = MessageCodec.of(CampaignEvent.class);

  UUID campaignId();

  /**
   * The campaign exists: payload and assigned set are frozen. The assigned hosts travel in chunks
   * on the topic {@code assignments}.
   *
   * @param by username of the person who launched
   * @param liveUntil end of the live window; an answer checked in later is late
   * @param expiresAt when the campaign stops by itself, or null
   * @param assignedHosts number of hosts in the frozen assigned set
   * @param perHostCap most rows kept of one host
   * @param campaignCap most rows kept of all hosts
   * @param warnings what the operator was told at the launch, or null for nothing
   */
  @MessageType("mimir.campaign.launched.v1")
  record CampaignLaunched(
      UUID campaignId,
      String name,
      CampaignKind kind,
      String by,
      Instant launchedAt,
      Instant liveUntil,
      @Nullable Instant expiresAt,
      FrozenTarget target,
      long assignedHosts,
      long notApplicableHosts,
      List<FrozenQuery> queries,
      @Nullable List<FrozenIoc> iocs,
      @Nullable SavedQueryReference savedQuery,
      @Nullable UUID huntId,
      int perHostCap,
      long campaignCap,
      @Nullable List<Warning> warnings)
      implements CampaignEvent {}

  /**
   * @param by username, or {@code system} when the campaign stopped itself
   * @param discardInFlight whether answers that reach us after {@code stoppedAt} are refused
   */
  @MessageType("mimir.campaign.stopped.v1")
  record CampaignStopped(
      UUID campaignId,
      String by,
      @Nullable String reason,
      boolean discardInFlight,
      Instant stoppedAt)
      implements CampaignEvent {
    /** Who stops a campaign that stops itself; nobody's username. */
    public static final String SYSTEM = "system";

    /** Why a campaign has stopped itself that could not keep all rows of an answer. */
    public static final String ROW_CAP = "auto_stopped_aggregate_row_cap";

    /** Whether it was the row cap, and no person who gave its name for a reason. */
    public boolean byRowCap() {
      return SYSTEM.equals(by) && ROW_CAP.equals(reason);
    }
  }

  @MessageType("mimir.campaign.archived.v1")
  record CampaignArchived(UUID campaignId, String by, Instant archivedAt)
      implements CampaignEvent {}

  /** What is told of a campaign after its launch, beside the warnings of that. */
  @MessageType("mimir.campaign.warned.v1")
  record CampaignWarned(UUID campaignId, Warning warning, Instant at) implements CampaignEvent {}

  /**
   * One statement of the frozen payload.
   *
   * @param type {@code osquery} for an operator's own SQL, else a {@link QueryType}
   * @param sql exactly what the host is asked
   * @param hosts how many are asked it, or null for all assigned ones
   * @param groups numbers of the groups of hosts that are asked it, or null for all: hosts of
   *     platforms that have the same of the tables are a group
   */
  record FrozenQuery(
      UUID queryId, String type, String sql, @Nullable Long hosts, @Nullable List<Integer> groups) {

    /** Of all assigned hosts. */
    public FrozenQuery(UUID queryId, String type, String sql) {
      this(queryId, type, sql, null, null);
    }
  }

  record FrozenIoc(UUID iocId, String type, String value, String severity) {}

  /**
   * @param code stable, e.g. {@code table_not_on_platform}
   */
  record Warning(String code, String message) {
    /** The frozen indicators cannot be read where rows are matched (M-5). */
    public static final String CORRUPT_SNAPSHOT = "corrupt_snapshot";
  }

  record SavedQueryReference(UUID id, String name) {}

  /**
   * @param type {@code all} or {@code hosts}
   */
  record FrozenTarget(String type, long hosts) {}
}
