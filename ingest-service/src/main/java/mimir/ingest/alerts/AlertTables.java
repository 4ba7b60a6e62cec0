package mimir.ingest.alerts;

import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.function.BiConsumer;
import mimir.contracts.campaign.IndicatorType;
import mimir.contracts.campaign.Severity;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.RowView;

/** The SQL that lists alerts and notes who has seen them. */
@ApplicationScoped
class AlertTables {

  // What is not asked for is not in the statement: a plan for all of them fits none.
  private static final String LIST =
      """
      SELECT *
      FROM alert
      WHERE (detected_at, alert_id) < (:before_at, :before_id)
      <filter>
      ORDER BY detected_at DESC, alert_id DESC
      LIMIT :limit
      """;

  private static final String SEVERITY = "AND severity = :severity";
  private static final String SOURCE = "AND source = :source";
  private static final String SEEN = "AND acknowledged_at IS NOT NULL";
  private static final String NOT_SEEN = "AND acknowledged_at IS NULL";
  private static final String CAMPAIGN = "AND launch_id = :campaign_id AND source = 'campaign'";
  private static final String HOST = "AND host_id = :host_id";
  private static final String Q =
      "AND (strpos(lower(ioc_value), lower(:q)) > 0 OR strpos(lower(hostname), lower(:q)) > 0)";

  private static final String FIND =
      """
      SELECT *
      FROM alert
      WHERE alert_id = :alert_id
      """;

  // The first one who says so.
  private static final String ACKNOWLEDGE =
      """
      UPDATE alert
      SET acknowledged_at = :at, acknowledged_by = :by, changed_in = pg_current_xact_id()
      WHERE alert_id = :alert_id AND acknowledged_at IS NULL
      """;

  /** After every alert that there is: an own condition for the first page would cost the index. */
  static final Place START = new Place(Instant.parse("9999-12-31T23:59:59Z"), new UUID(-1, -1));

  private final Jdbi jdbi;

  AlertTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** The place behind which a page begins. */
  record Place(Instant at, UUID id) {
    static Place parse(String text) {
      var parts = text.split(" ", 2);
      Instant at = Instant.parse(parts[0]);
      if (at.isBefore(Instant.EPOCH) || at.isAfter(START.at())) {
        throw new IllegalArgumentException("no alert is of then");
      }
      return new Place(at, UUID.fromString(parts[1]));
    }

    static String of(Shown alert) {
      return alert.detectedAt() + " " + alert.id();
    }
  }

  /** What the list is narrowed by; null is everything. */
  record Filter(
      String severity,
      String source,
      Boolean acknowledged,
      UUID campaignId,
      UUID hostId,
      String q) {

    /** Those conditions that are asked for, each with what it compares with. */
    private void each(BiConsumer<String, Map<String, Object>> told) {
      tell(told, SEVERITY, "severity", severity);
      tell(told, SOURCE, "source", source);
      tell(told, CAMPAIGN, "campaign_id", campaignId);
      tell(told, HOST, "host_id", hostId);
      tell(told, Q, "q", q);
      if (acknowledged != null) {
        told.accept(acknowledged ? SEEN : NOT_SEEN, Map.of());
      }
    }

    private static void tell(
        BiConsumer<String, Map<String, Object>> told, String condition, String name, Object value) {
      if (value != null) {
        told.accept(condition, Map.of(name, value));
      }
    }
  }

  /**
   * An alert in the list.
   *
   * @param evidence the first row that matched, as JSON
   * @param rows how many have matched
   */
  @Schema(name = "Alert")
  record Shown(
      UUID id,
      Instant detectedAt,
      @Schema(implementation = Severity.class) String severity,
      @Schema(enumeration = {"campaign", "hunt"}) String source,
      @Schema(implementation = IndicatorType.class) String iocType,
      String iocValue,
      UUID hostId,
      String hostname,
      @Schema(nullable = true) UUID campaignId,
      @Schema(nullable = true) UUID huntId,
      @JsonRawValue @Schema(type = SchemaType.OBJECT, additionalProperties = String.class)
          String evidence,
      long rows,
      boolean late,
      @Schema(nullable = true) Instant acknowledgedAt,
      @Schema(nullable = true) String acknowledgedBy) {}

  /** Newest first. */
  List<Shown> list(Filter filter, Place before, int limit) {
    return jdbi.withHandle(
        handle -> {
          var conditions = new StringJoiner("\n");
          var values = new HashMap<String, Object>();
          filter.each(
              (condition, value) -> {
                conditions.add(condition);
                values.putAll(value);
              });
          return handle
              .createQuery(LIST.replace("<filter>", conditions.toString()))
              .bindMap(values)
              .bind("before_at", before.at())
              .bind("before_id", before.id())
              .bind("limit", limit)
              .map(AlertTables::shown)
              .list();
        });
  }

  Optional<Shown> find(UUID alertId) {
    return jdbi.withHandle(
        handle ->
            handle.createQuery(FIND).bind("alert_id", alertId).map(AlertTables::shown).findOne());
  }

  /** False when somebody has before. */
  boolean acknowledge(UUID alertId, String by, Instant at) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(ACKNOWLEDGE)
                    .bind("alert_id", alertId)
                    .bind("by", by)
                    .bind("at", at)
                    .execute())
        == 1;
  }

  static Shown shown(RowView row) {
    return new Shown(
        row.getColumn("alert_id", UUID.class),
        row.getColumn("detected_at", Instant.class),
        row.getColumn("severity", String.class),
        row.getColumn("source", String.class),
        row.getColumn("ioc_type", String.class),
        row.getColumn("ioc_value", String.class),
        row.getColumn("host_id", UUID.class),
        row.getColumn("hostname", String.class),
        row.getColumn("campaign_id", UUID.class),
        row.getColumn("hunt_id", UUID.class),
        row.getColumn("evidence", String.class),
        row.getColumn("rows", Long.class),
        row.getColumn("late", Boolean.class),
        row.getColumn("acknowledged_at", Instant.class),
        row.getColumn("acknowledged_by", String.class));
  }
}
