package mimir.ingest.alerts;

import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mimir.contracts.campaign.IndicatorType;
import mimir.contracts.campaign.Severity;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.core.Jdbi;

/** The SQL that lists the matches of a campaign or of a hunt. */
@ApplicationScoped
class MatchTables {

  private static final String LIST =
      """
      SELECT ioc_id, ioc_type, ioc_value, severity, host_id, hostname, rows, late, reported_at,
             evidence, alert_id
      FROM alert
      WHERE launch_id = :launch_id
        AND <late>
        AND (host_id, ioc_id) > (:after_host, :after_ioc)
      ORDER BY host_id, ioc_id
      LIMIT :limit
      """;

  // Three statements: the list of late ones has an index of its own, and is asked for most.
  private static final String LIST_ALL = LIST.replace("<late>", "true");
  private static final String LIST_LATE = LIST.replace("<late>", "late");
  private static final String LIST_IN_TIME = LIST.replace("<late>", "NOT late");

  private static final String CAMPAIGN =
      """
      SELECT campaign_id
      FROM campaign
      WHERE campaign_id = :id
      """;

  private static final String OF_HUNT =
      """
      SELECT campaign_id
      FROM campaign
      WHERE hunt_id = :id
      """;

  /** Before every id that there is: an own condition for the first page would cost the index. */
  static final Place START = new Place(new UUID(0, 0), new UUID(0, 0));

  private final Jdbi jdbi;

  MatchTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** The place behind which a page begins. */
  record Place(UUID hostId, UUID iocId) {
    static Place parse(String text) {
      var parts = text.split(":", 2);
      return new Place(UUID.fromString(parts[0]), UUID.fromString(parts[1]));
    }

    static String of(Match match) {
      return match.hostId() + ":" + match.iocId();
    }
  }

  /**
   * One for each host and indicator.
   *
   * @param rows how many have matched
   * @param evidence the first of them, as JSON
   */
  record Match(
      UUID iocId,
      @Schema(implementation = IndicatorType.class) String iocType,
      String iocValue,
      @Schema(implementation = Severity.class) String severity,
      UUID hostId,
      String hostname,
      long rows,
      boolean late,
      Instant reportedAt,
      @JsonRawValue @Schema(type = SchemaType.OBJECT, additionalProperties = String.class)
          String evidence,
      UUID alertId) {

    static Match of(AlertChanges.Changed changed) {
      AlertTables.Shown alert = changed.alert();
      return new Match(
          changed.iocId(),
          alert.iocType(),
          alert.iocValue(),
          alert.severity(),
          alert.hostId(),
          alert.hostname(),
          alert.rows(),
          alert.late(),
          changed.reportedAt(),
          alert.evidence(),
          alert.id());
    }
  }

  /** The campaign, if it is known here. */
  Optional<UUID> campaign(UUID id) {
    return find(CAMPAIGN, id);
  }

  /** What asks a hunt's hosts: its campaign, or the live-only hunt itself. */
  Optional<UUID> ofHunt(UUID id) {
    return find(OF_HUNT, id);
  }

  private Optional<UUID> find(String sql, UUID id) {
    return jdbi.withHandle(
        handle -> handle.createQuery(sql).bind("id", id).mapTo(UUID.class).findOne());
  }

  /**
   * By host and indicator.
   *
   * @param late null for both
   */
  List<Match> list(UUID launchId, Boolean late, Place after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(late == null ? LIST_ALL : late ? LIST_LATE : LIST_IN_TIME)
                .bind("launch_id", launchId)
                .bind("after_host", after.hostId())
                .bind("after_ioc", after.iocId())
                .bind("limit", limit)
                .map(
                    row ->
                        new Match(
                            row.getColumn("ioc_id", UUID.class),
                            row.getColumn("ioc_type", String.class),
                            row.getColumn("ioc_value", String.class),
                            row.getColumn("severity", String.class),
                            row.getColumn("host_id", UUID.class),
                            row.getColumn("hostname", String.class),
                            row.getColumn("rows", Long.class),
                            row.getColumn("late", Boolean.class),
                            row.getColumn("reported_at", Instant.class),
                            row.getColumn("evidence", String.class),
                            row.getColumn("alert_id", UUID.class)))
                .list());
  }
}
