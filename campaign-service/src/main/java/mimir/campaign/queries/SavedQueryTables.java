package mimir.campaign.queries;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import mimir.campaign.targets.Target;
import mimir.contracts.campaign.SavedQueryEvent;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.RowView;

/** The saved queries that exist: a projection of their streams, and the SQL of their list. */
@ApplicationScoped
public class SavedQueryTables {

  private static final String FIND =
      """
      SELECT *
      FROM saved_query
      WHERE saved_query_id = ANY (:ids)
      """;

  // Without the host ids: a page of 500 scopes of 100,000 hosts would be 2 GB.
  private static final String LIST =
      """
      SELECT saved_query_id, name, description, sql, scope_type, scope_os,
             cardinality(scope_host_ids) AS scope_hosts,
             created_by, created_at, changed_by, changed_at
      FROM saved_query
      WHERE (CAST(:q AS text) IS NULL OR strpos(lower(name), lower(:q)) > 0)
        AND (CAST(:before AS uuid) IS NULL OR saved_query_id < CAST(:before AS uuid))
      ORDER BY saved_query_id DESC
      LIMIT :limit
      """;

  private static final String PUT =
      """
      INSERT INTO saved_query (saved_query_id, name, description, sql, scope_type, scope_host_ids,
                               scope_os, created_by, created_at, changed_by, changed_at)
      VALUES (:id, :name, :description, :sql, :scope_type, :scope_host_ids,
              :scope_os, :created_by, :created_at, :changed_by, :changed_at)
      ON CONFLICT (saved_query_id) DO UPDATE
      SET name = excluded.name,
          description = excluded.description,
          sql = excluded.sql,
          scope_type = excluded.scope_type,
          scope_host_ids = excluded.scope_host_ids,
          scope_os = excluded.scope_os,
          changed_by = excluded.changed_by,
          changed_at = excluded.changed_at
      """;

  private static final String DELETE =
      """
      DELETE FROM saved_query
      WHERE saved_query_id = ANY (:ids)
      """;

  private final Jdbi jdbi;

  SavedQueryTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Empty when it never existed, or was deleted. */
  public Optional<SavedQuery> find(UUID id) {
    return jdbi.withHandle(handle -> Optional.ofNullable(existing(handle, List.of(id)).get(id)));
  }

  /**
   * Newest first: ids of version 7 are in the order of their creation.
   *
   * @param q a part of the name, in any case; null for all
   * @param before the last id of the page before; null for the first page
   */
  List<SavedQueryListed> list(String q, UUID before, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(LIST)
                .bind("q", q)
                .bind("before", before)
                .bind("limit", limit)
                .map(SavedQueryTables::listed)
                .list());
  }

  /** Takes in what happened next; events of one stream in their order. */
  void project(List<SavedQueryEvent> events) {
    jdbi.useHandle(handle -> project(handle, events));
  }

  /** However the events of many streams are cut into batches, the rows are the same. */
  static void project(Handle handle, List<SavedQueryEvent> events) {
    List<UUID> ids = events.stream().map(SavedQueryEvent::savedQueryId).distinct().toList();
    // What was deleted is null in it from then on.
    Map<UUID, SavedQuery> saved = new LinkedHashMap<>(existing(handle, ids));
    for (SavedQueryEvent event : events) {
      UUID id = event.savedQueryId();
      saved.put(id, SavedQuery.after(saved.get(id), event));
    }
    put(handle, saved.values().stream().filter(Objects::nonNull).toList());
    delete(handle, ids.stream().filter(id -> saved.get(id) == null).toList());
  }

  private static Map<UUID, SavedQuery> existing(Handle handle, List<UUID> ids) {
    return handle
        .createQuery(FIND)
        .bindArray("ids", UUID.class, ids)
        .map(SavedQueryTables::savedQuery)
        .stream()
        .collect(Collectors.toMap(SavedQuery::id, each -> each));
  }

  private static void put(Handle handle, List<SavedQuery> all) {
    if (all.isEmpty()) {
      return;
    }
    var batch = handle.prepareBatch(PUT);
    for (SavedQuery saved : all) {
      Target scope = saved.scope();
      batch
          .bind("id", saved.id())
          .bind("name", saved.name())
          .bind("description", saved.description())
          .bind("sql", saved.sql())
          .bind("scope_type", scope.type())
          .bindArray(
              "scope_host_ids",
              UUID.class,
              scope instanceof Target.Hosts hosts ? hosts.hostIds() : List.<UUID>of())
          .bindArray(
              "scope_os",
              String.class,
              scope instanceof Target.OsIn oses ? oses.os() : List.<String>of())
          .bind("created_by", saved.createdBy())
          .bind("created_at", saved.createdAt())
          .bind("changed_by", saved.changedBy())
          .bind("changed_at", saved.changedAt())
          .add();
    }
    batch.execute();
  }

  private static void delete(Handle handle, Collection<UUID> ids) {
    if (!ids.isEmpty()) {
      handle.createUpdate(DELETE).bindArray("ids", UUID.class, ids).execute();
    }
  }

  private static SavedQuery savedQuery(RowView row) {
    Target scope =
        switch (row.getColumn("scope_type", String.class)) {
          case "hosts" -> new Target.Hosts(List.of(row.getColumn("scope_host_ids", UUID[].class)));
          case "os_in" -> new Target.OsIn(List.of(row.getColumn("scope_os", String[].class)));
          default -> new Target.Fleet();
        };
    return new SavedQuery(
        row.getColumn("saved_query_id", UUID.class),
        row.getColumn("name", String.class),
        row.getColumn("description", String.class),
        row.getColumn("sql", String.class),
        scope,
        row.getColumn("created_by", String.class),
        row.getColumn("created_at", Instant.class),
        row.getColumn("changed_by", String.class),
        row.getColumn("changed_at", Instant.class));
  }

  private static SavedQueryListed listed(RowView row) {
    return new SavedQueryListed(
        row.getColumn("saved_query_id", UUID.class),
        row.getColumn("name", String.class),
        row.getColumn("description", String.class),
        row.getColumn("sql", String.class),
        new SavedQueryListed.Scope(
            row.getColumn("scope_type", String.class),
            row.getColumn("scope_hosts", Integer.class),
            List.of(row.getColumn("scope_os", String[].class))),
        row.getColumn("created_by", String.class),
        row.getColumn("created_at", Instant.class),
        row.getColumn("changed_by", String.class),
        row.getColumn("changed_at", Instant.class));
  }
}
