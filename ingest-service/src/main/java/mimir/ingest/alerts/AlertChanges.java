package mimir.ingest.alerts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/**
 * The SQL of those who follow alerts.
 *
 * <p>How far a reader is, is a snapshot of the database: which transactions it has seen. What the
 * next snapshot sees and that one does not is new, also when a transaction that began long before
 * others has committed after them: no order by time or number has that.
 */
@ApplicationScoped
class AlertChanges {
  /** Sees nothing: a reader that has nothing yet. */
  static final Seen NOTHING = new Seen("3:3:");

  private static final String NOW = "SELECT CAST(pg_current_snapshot() AS text) AS seen";

  private static final String NEXT =
      """
      SELECT CAST(pg_current_snapshot() AS text) AS seen
      WHERE EXISTS (
          SELECT
          FROM alert
          WHERE changed_in >= pg_snapshot_xmin(CAST(:seen AS pg_snapshot))
            AND NOT pg_visible_in_snapshot(changed_in, CAST(:seen AS pg_snapshot)))
      """;

  private static final String VALID = "SELECT pg_input_is_valid(:seen, 'pg_snapshot')";

  // Of the future is one of a database that was put back, or nobody's.
  private static final String PAST =
      """
      SELECT pg_snapshot_xmax(CAST(:seen AS pg_snapshot))
          <= pg_snapshot_xmax(pg_current_snapshot())
      """;

  // One that was changed again after the second snapshot is left to the next look.
  private static final String BETWEEN =
      """
      FROM alert
      WHERE changed_in >= pg_snapshot_xmin(CAST(:seen AS pg_snapshot))
        AND changed_in < pg_snapshot_xmax(CAST(:next AS pg_snapshot))
        AND NOT pg_visible_in_snapshot(changed_in, CAST(:seen AS pg_snapshot))
        AND pg_visible_in_snapshot(changed_in, CAST(:next AS pg_snapshot))
        AND (changed_in, alert_id) > (CAST(:after_change AS xid8), :after_id)
      """;

  private static final String OF_LAUNCH = "  AND launch_id = :launch_id\n";

  private static final String PAGE =
      """
      ORDER BY changed_in, alert_id
      LIMIT :limit
      """;

  private static final String LIST = "SELECT *\n" + BETWEEN + PAGE;

  private static final String LIST_OF_LAUNCH = "SELECT *\n" + BETWEEN + OF_LAUNCH + PAGE;

  private static final String COUNT =
      "SELECT count(*)\nFROM (SELECT\n" + BETWEEN + PAGE + ") AS changed\n";

  private static final String ENDED =
      """
      SELECT coalesce(stopped_at <= :before, false)
      FROM campaign
      WHERE campaign_id = :launch_id
      """;

  /** As a snapshot writes itself; its list is bounded by how many transactions there can be. */
  private static final Pattern SNAPSHOT = Pattern.compile("\\d{1,19}:\\d{1,19}:[\\d,]{0,8000}");

  /** What was taken from a host before the end may be on its way through the topics for so long. */
  private static final Duration IN_FLIGHT_MAX = Duration.ofSeconds(3);

  private final Jdbi jdbi;
  private final InstantSource clock;

  AlertChanges(Jdbi jdbi, InstantSource clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** What a reader has seen, as a {@code pg_snapshot}. */
  record Seen(String snapshot) {}

  /** The place of a change between two snapshots. */
  record Place(String change, UUID id) {
    static final Place START = new Place("0", new UUID(0, 0));
  }

  /** An alert as it now stands. */
  record Changed(Place place, AlertTables.Shown alert, UUID iocId, Instant reportedAt) {}

  Seen now() {
    return jdbi.withHandle(handle -> new Seen(handle.createQuery(NOW).mapTo(String.class).one()));
  }

  /** A snapshot that sees more alerts, or more of them; none when nothing has changed. */
  Optional<Seen> next(Seen seen) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(NEXT)
                .bind("seen", seen.snapshot())
                .mapTo(String.class)
                .findOne()
                .map(Seen::new));
  }

  /** What a reader says that it has seen, if that can be. */
  Optional<Seen> parse(String text) {
    if (text == null || !SNAPSHOT.matcher(text).matches()) {
      return Optional.empty();
    }
    // Two statements: a constant is cast before a condition is looked at.
    return is(VALID, text) && is(PAST, text) ? Optional.of(new Seen(text)) : Optional.empty();
  }

  private boolean is(String condition, String seen) {
    return jdbi.withHandle(
        handle -> handle.createQuery(condition).bind("seen", seen).mapTo(Boolean.class).one());
  }

  /** How many have changed between the two; it counts no further than the limit. */
  int count(Seen seen, Seen next, int limit) {
    return jdbi.withHandle(
        handle ->
            bind(handle.createQuery(COUNT), seen, next, Place.START, limit)
                .mapTo(Integer.class)
                .one());
  }

  /**
   * What has changed between the two, in its order.
   *
   * @param launchId null for all
   */
  List<Changed> list(UUID launchId, Seen seen, Seen next, Place after, int limit) {
    return jdbi.withHandle(
        handle -> {
          var query = handle.createQuery(launchId == null ? LIST : LIST_OF_LAUNCH);
          if (launchId != null) {
            query.bind("launch_id", launchId);
          }
          return bind(query, seen, next, after, limit)
              .map(
                  row ->
                      new Changed(
                          new Place(
                              row.getColumn("changed_in", String.class),
                              row.getColumn("alert_id", UUID.class)),
                          AlertTables.shown(row),
                          row.getColumn("ioc_id", UUID.class),
                          row.getColumn("reported_at", Instant.class)))
              .list();
        });
  }

  private static Query bind(Query query, Seen seen, Seen next, Place after, int limit) {
    return query
        .bind("seen", seen.snapshot())
        .bind("next", next.snapshot())
        .bind("after_change", after.change())
        .bind("after_id", after.id())
        .bind("limit", limit);
  }

  /** Whether nobody is asked for it any more, and nothing of it is on its way. */
  boolean ended(UUID launchId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(ENDED)
                .bind("launch_id", launchId)
                .bind("before", clock.instant().minus(IN_FLIGHT_MAX))
                .mapTo(Boolean.class)
                .one());
  }
}
