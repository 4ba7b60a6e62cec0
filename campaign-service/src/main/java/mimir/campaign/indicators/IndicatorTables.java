package mimir.campaign.indicators;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mimir.contracts.campaign.IndicatorEvent;
import mimir.contracts.campaign.IndicatorEvent.IndicatorCreated;
import mimir.contracts.campaign.IndicatorType;
import mimir.contracts.campaign.Severity;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The indicators: a projection of their streams, and the SQL of their list. */
@ApplicationScoped
public class IndicatorTables {

  private static final String HOLD_LOG =
      """
      LOCK TABLE event IN ROW EXCLUSIVE MODE
      """;

  private static final String FIND =
      """
      SELECT *
      FROM indicator
      WHERE indicator_id = ANY (:ids)
      """;

  private static final String FIND_BY_VALUE =
      """
      SELECT *
      FROM indicator
      WHERE type = :type AND value_hash = :value_hash
      """;

  private static final String FIND_BY_VALUES =
      """
      SELECT indicator.*
      FROM unnest(:types, :value_hashes) AS asked (type, value_hash)
      JOIN indicator
          ON indicator.type = asked.type
          AND indicator.value_hash = decode(asked.value_hash, 'hex')
      """;

  private static final String LIST =
      """
      SELECT *
      FROM indicator
      WHERE (CAST(:q AS text) IS NULL OR strpos(lower(value), lower(:q)) > 0)
        AND (CAST(:type AS text) IS NULL OR type = :type)
        AND (CAST(:severity AS text) IS NULL OR severity = :severity)
        AND (CAST(:active AS boolean) IS NULL OR active = :active)
        AND (CAST(:tag AS text) IS NULL OR tags @> ARRAY[CAST(:tag AS text)])
        AND (CAST(:before AS uuid) IS NULL OR indicator_id < CAST(:before AS uuid))
      ORDER BY indicator_id DESC
      LIMIT :limit
      """;

  private static final String ADD =
      """
      INSERT INTO indicator (indicator_id, type, value, value_hash, severity, description, tags,
                             active, created_by, created_at, changed_by, changed_at)
      VALUES (:id, :type, :value, :value_hash, :severity, :description, :tags,
              :active, :created_by, :created_at, :changed_by, :changed_at)
      ON CONFLICT DO NOTHING
      RETURNING indicator_id
      """;

  private static final String CHANGE =
      """
      UPDATE indicator
      SET severity = :severity,
          description = :description,
          tags = :tags,
          active = :active,
          changed_by = :changed_by,
          changed_at = :changed_at
      WHERE indicator_id = :id
      """;

  private final Jdbi jdbi;

  IndicatorTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  public Optional<Indicator> find(UUID id) {
    return jdbi.withHandle(handle -> Optional.ofNullable(existing(handle, List.of(id)).get(id)));
  }

  /** Those of the ids that there are. */
  public Map<UUID, Indicator> find(Collection<UUID> ids) {
    return jdbi.withHandle(handle -> existing(handle, ids));
  }

  /** Those of the values that there are. */
  List<Indicator> find(List<IndicatorValue> values) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(FIND_BY_VALUES)
                .bindArray(
                    "types", String.class, values.stream().map(v -> v.type().wire()).toList())
                .bindArray(
                    "value_hashes",
                    String.class,
                    values.stream().map(value -> HexFormat.of().formatHex(value.hash())).toList())
                .map(IndicatorTables::indicator)
                .list());
  }

  Optional<Indicator> find(IndicatorValue value) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(FIND_BY_VALUE)
                .bind("type", value.type().wire())
                .bind("value_hash", value.hash())
                .map(IndicatorTables::indicator)
                .findOne());
  }

  /** What the list is narrowed by; null is everything. */
  record Filter(String q, IndicatorType type, Severity severity, Boolean active, String tag) {}

  /**
   * Newest first: ids of version 7 are in the order of their creation.
   *
   * @param before the last id of the page before; null for the first page
   */
  List<Indicator> list(Filter filter, UUID before, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(LIST)
                .bind("q", filter.q())
                .bind("type", filter.type() == null ? null : filter.type().wire())
                .bind("severity", filter.severity() == null ? null : filter.severity().wire())
                .bind("active", filter.active())
                .bind("tag", filter.tag())
                .bind("before", before)
                .bind("limit", limit)
                .map(IndicatorTables::indicator)
                .list());
  }

  /** Until the end of the transaction. */
  void holdLog() {
    jdbi.useHandle(handle -> handle.execute(HOLD_LOG));
  }

  /**
   * Adds those whose value is not there yet; a transaction that is about to add the same value is
   * waited for.
   *
   * @param indicators in the order of their values in all transactions, or two may wait in a circle
   * @return the ids of those that are new
   */
  Set<UUID> add(Collection<Indicator> indicators) {
    return jdbi.withHandle(
        handle ->
            indicators.isEmpty()
                ? Set.of()
                : batch(handle, ADD, indicators)
                    .executePreparedBatch("indicator_id")
                    .mapTo(UUID.class)
                    .collect(Collectors.toSet()));
  }

  /** Takes in what happened next; events of one stream in their order. */
  void project(List<IndicatorEvent> events) {
    jdbi.useHandle(handle -> project(handle, events));
  }

  /**
   * However the events of many streams are cut into batches, the rows are the same. Of two streams
   * of one value, which only a row that was lost can bring about, the first has the row.
   */
  static void project(Handle handle, List<IndicatorEvent> events) {
    List<UUID> ids = events.stream().map(IndicatorEvent::indicatorId).distinct().toList();
    Map<UUID, Indicator> before = existing(handle, ids);
    Map<UUID, Indicator> after = new LinkedHashMap<>(before);
    for (IndicatorEvent event : events) {
      UUID id = event.indicatorId();
      if (event instanceof IndicatorCreated || after.containsKey(id)) {
        after.put(id, Indicator.after(after.get(id), event));
      }
    }
    execute(handle, ADD, after.values().stream().filter(each -> !before.containsKey(each.id())));
    execute(handle, CHANGE, after.values().stream().filter(each -> before.containsKey(each.id())));
  }

  private static void execute(Handle handle, String sql, Stream<Indicator> indicators) {
    List<Indicator> some = indicators.toList();
    if (!some.isEmpty()) {
      batch(handle, sql, some).execute();
    }
  }

  private static Map<UUID, Indicator> existing(Handle handle, Collection<UUID> ids) {
    var known = new HashMap<UUID, Indicator>();
    handle
        .createQuery(FIND)
        .bindArray("ids", UUID.class, ids)
        .map(IndicatorTables::indicator)
        .forEach(each -> known.put(each.id(), each));
    return known;
  }

  private static PreparedBatch batch(Handle handle, String sql, Collection<Indicator> indicators) {
    PreparedBatch batch = handle.prepareBatch(sql);
    for (Indicator each : indicators) {
      batch
          .bind("id", each.id())
          .bind("type", each.type().wire())
          .bind("value", each.value())
          .bind("value_hash", each.typed().hash())
          .bind("severity", each.severity().wire())
          .bind("description", each.description())
          .bindArray("tags", String.class, each.tags())
          .bind("active", each.active())
          .bind("created_by", each.createdBy())
          .bind("created_at", each.createdAt())
          .bind("changed_by", each.changedBy())
          .bind("changed_at", each.changedAt())
          .add();
    }
    return batch;
  }

  private static Indicator indicator(RowView row) {
    return new Indicator(
        row.getColumn("indicator_id", UUID.class),
        IndicatorType.of(row.getColumn("type", String.class)),
        row.getColumn("value", String.class),
        Severity.of(row.getColumn("severity", String.class)),
        row.getColumn("description", String.class),
        List.of(row.getColumn("tags", String[].class)),
        row.getColumn("active", Boolean.class),
        row.getColumn("created_by", String.class),
        row.getColumn("created_at", Instant.class),
        row.getColumn("changed_by", String.class),
        row.getColumn("changed_at", Instant.class));
  }
}
