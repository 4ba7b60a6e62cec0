package mimir.ingest.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import mimir.contracts.MessageCodec;
import mimir.contracts.Topics;
import mimir.contracts.ingest.AlertEvent;
import mimir.contracts.runtime.Outbox;
import mimir.ingest.alerts.Finding.Source;
import mimir.ingest.matching.Matched;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/**
 * Matches to alerts, in the transaction that stores the answers: one for each launch, host and
 * indicator, whatever is redelivered (M-2).
 */
@ApplicationScoped
public class RaiseAlerts {
  private static final Logger LOG = Logger.getLogger(RaiseAlerts.class);

  private static final String LIVE_HUNT = "live_hunt";

  /** Of 16 KiB of evidence each, in the statement and in the messages: some 16 MB. */
  private static final int SLICE_MAX = 500;

  private static final String LAUNCHES =
      """
      SELECT campaign_id, kind, hunt_id
      FROM campaign
      WHERE campaign_id = ANY (:ids)
      """;

  private static final String HOSTS =
      """
      SELECT host_id, hostname, platform
      FROM host
      WHERE host_id = ANY (:ids)
      """;

  // Another answer of the host may have matched before: its alert stays, and has more rows. OLD is
  // NULL for a new one. In one order, so that nobody waits in a circle.
  private static final String RAISE =
      """
      INSERT INTO alert (alert_id, launch_id, host_id, ioc_id, source, campaign_id, hunt_id,
                         ioc_type, ioc_value, severity, hostname, evidence, rows, late,
                         reported_at, detected_at)
      SELECT alert_id, launch_id, host_id, ioc_id, source, campaign_id, hunt_id,
             ioc_type, ioc_value, severity, hostname, CAST(evidence AS json), rows, late,
             reported_at, :now
      FROM unnest(:alert_ids, :launch_ids, :host_ids, :ioc_ids, :sources, :campaign_ids,
                  :hunt_ids, :ioc_types, :ioc_values, :severities, :hostnames, :evidences, :rows,
                  :lates, :reported_ats)
          AS matched (alert_id, launch_id, host_id, ioc_id, source, campaign_id, hunt_id,
                      ioc_type, ioc_value, severity, hostname, evidence, rows, late, reported_at)
      ORDER BY launch_id, host_id, ioc_id
      ON CONFLICT (launch_id, host_id, ioc_id) DO UPDATE
      SET rows = alert.rows + excluded.rows, changed_in = pg_current_xact_id()
      RETURNING NEW.alert_id, OLD.alert_id IS NULL AS raised
      """;

  private final Jdbi jdbi;
  private final Outbox outbox;
  private final MeterRegistry metrics;
  private final InstantSource clock;
  private final String version;

  RaiseAlerts(
      Jdbi jdbi,
      Outbox outbox,
      MeterRegistry metrics,
      InstantSource clock,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.jdbi = jdbi;
    this.outbox = outbox;
    this.metrics = metrics;
    this.clock = clock;
    this.version = version;
  }

  private record Key(UUID launchId, UUID hostId, UUID iocId) {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::launchId).thenComparing(Key::hostId).thenComparing(Key::iocId);

    static Key of(Matched matched) {
      return new Key(matched.launchId(), matched.hostId(), matched.iocId());
    }
  }

  /** A match with all that is told of it. */
  private record Alert(UUID id, Matched matched, Source source) {}

  @Transactional(Transactional.TxType.MANDATORY)
  public void raise(List<Matched> matches) {
    if (matches.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    List<Alert> alerts = alerts(merged(matches));
    int raised = 0;
    // A slice at a time, in their order: each holds its evidence twice, and may be thousands.
    for (int from = 0; from < alerts.size(); from += SLICE_MAX) {
      raised += raise(alerts.subList(from, Math.min(alerts.size(), from + SLICE_MAX)), now);
    }
    if (raised > 0) {
      metrics.counter("mimir.ingest.alerts").increment(raised);
      LOG.infof("%d alerts raised", raised);
    }
  }

  private int raise(List<Alert> alerts, Instant now) {
    Set<UUID> raised = insert(alerts, now);
    var events = new ArrayList<Outbox.Message<AlertEvent>>();
    for (Alert alert : alerts) {
      if (raised.contains(alert.id())) {
        var told = new Finding.Told(alert.id(), alert.source(), now.toEpochMilli(), version);
        events.add(
            new Outbox.Message<>(
                alert.matched().hostId().toString(),
                Finding.of(alert.matched(), told),
                alert.matched().traceparent()));
      }
    }
    if (!events.isEmpty()) {
      outbox.publish(Topics.ALERTS, AlertEvent.CODEC, events);
    }
    return events.size();
  }

  /** Several answers of a host may have matched the same: the first row is the evidence. */
  private static Collection<Matched> merged(List<Matched> matches) {
    var merged = new TreeMap<Key, Matched>(Key.ORDER);
    for (Matched each : matches) {
      merged.merge(
          Key.of(each),
          each,
          (first, more) ->
              new Matched(
                  first.launchId(),
                  first.hostId(),
                  first.iocId(),
                  first.type(),
                  first.value(),
                  first.severity(),
                  first.evidence(),
                  first.rows() + more.rows(),
                  first.late(),
                  first.reportedAt(),
                  first.traceparent()));
    }
    return merged.values();
  }

  private List<Alert> alerts(Collection<Matched> matches) {
    Map<UUID, Source> launches =
        find(LAUNCHES, "campaign_id", matches, Matched::launchId, RaiseAlerts::launch);
    Map<UUID, Source> hosts = find(HOSTS, "host_id", matches, Matched::hostId, RaiseAlerts::host);
    var unknown = new Source(null, null, null, null, null);
    return matches.stream()
        .map(
            matched -> {
              Source launch = launches.get(matched.launchId());
              Source host = hosts.getOrDefault(matched.hostId(), unknown);
              return new Alert(
                  AlertId.of(matched.launchId(), matched.hostId(), matched.iocId()),
                  matched,
                  new Source(
                      launch.name(),
                      launch.campaignId(),
                      launch.huntId(),
                      host.hostname(),
                      host.platform()));
            })
        .toList();
  }

  private interface Read<T> {
    T from(ResultSet row) throws SQLException;
  }

  private <T> Map<UUID, T> find(
      String sql,
      String id,
      Collection<Matched> matches,
      Function<Matched, UUID> wanted,
      Read<T> read) {
    Set<UUID> ids = matches.stream().map(wanted).collect(Collectors.toSet());
    return jdbi.withHandle(
        handle -> {
          var found = new HashMap<UUID, T>();
          handle
              .createQuery(sql)
              .bindArray("ids", UUID.class, ids)
              .map((row, _) -> Map.entry(row.getObject(id, UUID.class), read.from(row)))
              .forEach(each -> found.put(each.getKey(), each.getValue()));
          return found;
        });
  }

  private static Source launch(ResultSet row) throws SQLException {
    boolean liveOnly = LIVE_HUNT.equals(row.getString("kind"));
    return new Source(
        liveOnly ? "hunt" : "campaign",
        liveOnly ? null : row.getObject("campaign_id", UUID.class),
        row.getObject("hunt_id", UUID.class),
        null,
        null);
  }

  private static Source host(ResultSet row) throws SQLException {
    return new Source(null, null, null, row.getString("hostname"), row.getString("platform"));
  }

  /** The ids of those that are new. */
  private Set<UUID> insert(List<Alert> alerts, Instant now) {
    return jdbi.withHandle(
        handle ->
            bind(handle.createQuery(RAISE), alerts)
                .bind("now", now)
                .map(
                    (row, _) ->
                        row.getBoolean("raised") ? row.getObject("alert_id", UUID.class) : null)
                .stream()
                .filter(id -> id != null)
                .collect(Collectors.toCollection(HashSet::new)));
  }

  private static Query bind(Query query, List<Alert> alerts) {
    Column<Alert> of = new Column<>(query, alerts);
    of.bind("alert_ids", UUID.class, Alert::id);
    of.bind("launch_ids", UUID.class, alert -> alert.matched().launchId());
    of.bind("host_ids", UUID.class, alert -> alert.matched().hostId());
    of.bind("ioc_ids", UUID.class, alert -> alert.matched().iocId());
    of.bind("sources", String.class, alert -> alert.source().name());
    of.bind("campaign_ids", UUID.class, alert -> alert.source().campaignId());
    of.bind("hunt_ids", UUID.class, alert -> alert.source().huntId());
    of.bind("ioc_types", String.class, alert -> alert.matched().type().wire());
    of.bind("ioc_values", String.class, alert -> alert.matched().value());
    of.bind("severities", String.class, alert -> alert.matched().severity().wire());
    of.bind(
        "hostnames",
        String.class,
        alert -> alert.source().hostname() == null ? "" : alert.source().hostname());
    of.bind("evidences", String.class, alert -> json(Finding.cut(alert.matched().evidence())));
    of.bind("rows", Long.class, alert -> alert.matched().rows());
    of.bind("lates", Boolean.class, alert -> alert.matched().late());
    of.bind("reported_ats", Instant.class, alert -> alert.matched().reportedAt());
    return query;
  }

  /** Binds what each of some has, as one array. */
  private record Column<T>(Query query, List<T> each) {
    <V> void bind(String name, Class<V> type, Function<T, V> value) {
      // Not toList(): some of them are null.
      query.bindArray(name, type, each.stream().map(value).toArray());
    }
  }

  private static String json(Map<String, String> row) {
    try {
      return MessageCodec.json().writeValueAsString(row);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts can be written", e);
    }
  }
}
