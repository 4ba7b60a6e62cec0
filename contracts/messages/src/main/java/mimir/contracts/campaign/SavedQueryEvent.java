package mimir.contracts.campaign;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;
import org.jspecify.annotations.Nullable;

/** Topic {@code saved-queries}, key: saved query id. The stream of one saved query. */
public sealed interface SavedQueryEvent {
  MessageCodec<SavedQueryEvent> CODEC = MessageCodec.of(SavedQueryEvent.class);

  /**
   * Most host ids in one message: 390 kB, so that with the longest SQL it still fits into the 1 MB
   * of a Kafka record.
   */
  int HOST_IDS_MAX = 10_000;

  UUID savedQueryId();

  /**
   * @param description empty when there is none
   * @param sql exactly as typed
   * @param by username of the owner
   */
  @MessageType("mimir.saved_query.created.v1")
  record SavedQueryCreated(
      UUID savedQueryId,
      String name,
      String description,
      String sql,
      Scope scope,
      String by,
      Instant at)
      implements SavedQueryEvent {}

  /** The whole as it is now; the owner stays. */
  @MessageType("mimir.saved_query.changed.v1")
  record SavedQueryChanged(
      UUID savedQueryId,
      String name,
      String description,
      String sql,
      Scope scope,
      String by,
      Instant at)
      implements SavedQueryEvent {}

  /** Further host ids of the scope of the event before it, written together with that one. */
  @MessageType("mimir.saved_query.scope_extended.v1")
  record SavedQueryScopeExtended(UUID savedQueryId, List<UUID> hostIds)
      implements SavedQueryEvent {}

  @MessageType("mimir.saved_query.deleted.v1")
  record SavedQueryDeleted(UUID savedQueryId, String by, Instant at) implements SavedQueryEvent {}

  /**
   * Whom the query is meant for.
   *
   * @param type {@code all}, {@code hosts} or {@code os_in}
   * @param hostIds of {@code hosts} only: at most {@value #HOST_IDS_MAX}, more follow
   * @param os of {@code os_in} only: platforms
   */
  record Scope(String type, @Nullable List<UUID> hostIds, @Nullable List<String> os) {}
}
