package mimir.ingest.alerts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
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

  // Of the future is one of a database that was put back, or nobody's. One that is wider than what
  // runs at a time was made up: all that it sees between its ends would be read and left out.
  private static final String USABLE =
      """
      SELECT pg_snapshot_xmax(CAST(:seen AS pg_snapshot))
              <= pg_snapshot_xmax(pg_current_snapshot())
          AND CAST(CAST(pg_snapshot_xmax(CAST(:seen AS pg_snapshot)) AS text) AS bigint)
              - CAST(CAST(pg_snapshot_xmin(CAST(:seen AS pg_snapshot)) AS text) AS bigint)
              <= :width_max
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

  private static final String OVER =
      """
      SELECT coalesce(
          stop_seen_at <= CASE WHEN discard_in_flight THEN CAST(:in_flight AS timestamptz)
                            ELSE CAST(:leased AS timestamptz) END,
          false)
      FROM campaign
      WHERE campaign_id = :launch_id
      """;

  private static final String SEPARATOR = "/";
  private static final int POSITION_PARTS = 4;
  private static final Pattern CHANGE = Pattern.compile("\\d{1,18}");

  /** Transactions between the oldest that runs and the next one: of hours, with many a second. */
  private static final long WIDTH_MAX = 1_000_000;

  /** As a snapshot writes itself; its list is bounded by how many transactions there can be. */
  private static final Pattern SNAPSHOT = Pattern.compile("\\d{1,18}:\\d{1,18}:[\\d,]{0,3000}");

  /** What was taken from a host before the end may be on its way through the topics for so long. */
  private static final Duration IN_FLIGHT_MAX = Duration.ofSeconds(3);

  private final Jdbi jdbi;
  private final InstantSource clock;
  private final Duration lease;

  AlertChanges(
      Jdbi jdbi, InstantSource clock, @ConfigProperty(name = "mimir.lease") Duration lease) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.lease = lease;
  }

  /** What a reader has seen, as a {@code pg_snapshot}. */
  record Seen(String snapshot) {}

  /**
   * Where a reader is: behind a place among what is new between two snapshots.
   *
   * @param next null when the reader has all that the first one sees, and no more
   */
  record Position(Seen seen, Seen next, Place place) {
    static Position at(Seen seen) {
      return new Position(seen, null, Place.START);
    }

    /** As an event's id says it. */
    String id() {
      return next == null
          ? seen.snapshot()
          : String.join(
              SEPARATOR, seen.snapshot(), next.snapshot(), place.change(), place.id().toString());
    }
  }

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
    boolean usable =
        jdbi.withHandle(
            handle ->
                handle.createQuery(VALID).bind("seen", text).mapTo(Boolean.class).one()
                    && handle
                        .createQuery(USABLE)
                        .bind("seen", text)
                        .bind("width_max", WIDTH_MAX)
                        .mapTo(Boolean.class)
                        .one());
    return usable ? Optional.of(new Seen(text)) : Optional.empty();
  }

  /** Where a reader says that it is, if that can be. */
  Optional<Position> position(String lastEventId) {
    String[] parts = lastEventId == null ? new String[0] : lastEventId.split(SEPARATOR, -1);
    if (parts.length == 1) {
      return parse(parts[0]).map(Position::at);
    }
    if (parts.length != POSITION_PARTS || !CHANGE.matcher(parts[2]).matches()) {
      return Optional.empty();
    }
    try {
      var place = new Place(parts[2], UUID.fromString(parts[3]));
      return parse(parts[0])
          .flatMap(seen -> parse(parts[1]).map(next -> new Position(seen, next, place)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
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

  /**
   * Whether nothing of it can come any more: who was asked before its end may answer until the
   * lease is over, unless that is discarded.
   */
  boolean over(UUID launchId) {
    Instant inFlight = clock.instant().minus(IN_FLIGHT_MAX);
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(OVER)
                .bind("launch_id", launchId)
                .bind("in_flight", inFlight)
                .bind("leased", inFlight.minus(lease))
                .mapTo(Boolean.class)
                .one());
  }
}
