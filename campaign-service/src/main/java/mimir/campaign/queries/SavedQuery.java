package mimir.campaign.queries;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.campaign.targets.Target;
import mimir.contracts.campaign.SavedQueryEvent;
import mimir.contracts.campaign.SavedQueryEvent.SavedQueryChanged;
import mimir.contracts.campaign.SavedQueryEvent.SavedQueryCreated;
import mimir.contracts.campaign.SavedQueryEvent.SavedQueryDeleted;
import mimir.contracts.campaign.SavedQueryEvent.SavedQueryScopeExtended;
import mimir.contracts.campaign.SavedQueryEvent.Scope;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A saved query as its stream says.
 *
 * @param description empty when there is none
 * @param sql exactly as typed
 * @param createdBy the owner (P-6)
 * @param changedBy null as long as it is as it was created
 */
public record SavedQuery(
    UUID id,
    String name,
    String description,
    String sql,
    @Schema(description = "Whom it is meant for, as a target: all, hosts or os_in.") Target scope,
    @Schema(description = "The owner: may change and delete it, as an admin may.") String createdBy,
    Instant createdAt,
    @Schema(nullable = true, description = "Null as long as it is as it was created.")
        String changedBy,
    @Schema(nullable = true) Instant changedAt) {

  /** Null for an empty stream, and after the end of one. */
  static SavedQuery of(List<SavedQueryEvent> events) {
    SavedQuery saved = null;
    for (SavedQueryEvent event : events) {
      saved = after(saved, event);
    }
    return saved;
  }

  /** What the write side decides upon and what the read table holds: one fold for both. */
  static SavedQuery after(SavedQuery before, SavedQueryEvent event) {
    return switch (event) {
      case SavedQueryCreated created ->
          new SavedQuery(
              created.savedQueryId(),
              created.name(),
              created.description(),
              created.sql(),
              target(created.scope()),
              created.by(),
              created.at(),
              null,
              null);
      case SavedQueryChanged changed ->
          new SavedQuery(
              before.id(),
              changed.name(),
              changed.description(),
              changed.sql(),
              target(changed.scope()),
              before.createdBy(),
              before.createdAt(),
              changed.by(),
              changed.at());
      case SavedQueryScopeExtended extended -> before.extended(extended.hostIds());
      case SavedQueryDeleted _ -> null;
    };
  }

  /** What a person can set. */
  SavedQueryRules.Draft draft() {
    return new SavedQueryRules.Draft(name, description, sql, scope);
  }

  private SavedQuery extended(List<UUID> hostIds) {
    if (!(scope instanceof Target.Hosts hosts)) {
      throw new IllegalStateException("host ids behind a scope without hosts: " + id);
    }
    List<UUID> all = Stream.of(hosts.hostIds(), hostIds).flatMap(List::stream).toList();
    return new SavedQuery(
        id,
        name,
        description,
        sql,
        new Target.Hosts(all),
        createdBy,
        createdAt,
        changedBy,
        changedAt);
  }

  static Target target(Scope scope) {
    return switch (scope.type()) {
      case "all" -> new Target.Fleet();
      case "hosts" -> new Target.Hosts(scope.hostIds());
      case "os_in" -> new Target.OsIn(scope.os());
      default -> throw new IllegalStateException("scope of a newer version: " + scope.type());
    };
  }
}
