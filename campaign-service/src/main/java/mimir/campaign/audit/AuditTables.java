package mimir.campaign.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.Query;

/** The audit of all services: entries are added and read, never changed nor deleted. */
@ApplicationScoped
class AuditTables {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  // An event that was delivered before is known by its id.
  private static final String ADD =
      """
      INSERT INTO audit_entry (event_id, at, actor, action, source, subject, detail)
      SELECT event_id, at, actor, action, source, subject, CAST(detail AS jsonb)
      FROM unnest(:event_ids, :ats, :actors, :actions, :sources, :subjects, :details)
          AS entry (event_id, at, actor, action, source, subject, detail)
      ON CONFLICT (event_id) DO NOTHING
      """;

  // One statement a case and no ":actor IS NULL OR …": once the plan is kept, that is a filter over
  // everybody's entries, and no place in the index of persons.
  private static final String ENTRIES =
      """
      SELECT event_id, at, actor, action, source, subject, CAST(detail AS text) AS detail
      FROM audit_entry
      WHERE at >= :since
        AND (at, event_id) < (:before_at, :before_id)
      """;

  // A person's name stands for all keys of theirs; with the key, for that key alone.
  private static final String OF_PERSON =
      """
        AND person = :person
      """;
  private static final String OF_KEY =
      """
        AND actor = :actor
      """;

  // An action stands for itself and for all below it: campaign, campaign.stopped.
  private static final String OF_ACTION =
      """
        AND (action = :action OR starts_with(action, :action || '.'))
      """;

  private static final String NEWEST =
      """
      ORDER BY at DESC, event_id DESC
      LIMIT :limit
      """;

  private static final Instant EVER = Instant.EPOCH;
  private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59Z");
  private static final Position AFTER_ALL = new Position(END_OF_TIME, new UUID(-1, -1));

  private final Jdbi jdbi;

  AuditTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** What the audit is narrowed by; null is everything. */
  record Filter(String actor, String action, Instant since) {
    private boolean isOfKey() {
      return actor != null && !actor.equals(person(actor));
    }
  }

  /** The place of an entry in the list. */
  record Position(Instant at, UUID id) {
    static Position of(AuditEntry entry) {
      return new Position(entry.at(), entry.id());
    }

    /** As a cursor holds it. */
    static Position parse(String text) {
      var parts = text.split("/", 2);
      var at = Instant.parse(parts[0]);
      if (!keeps(at)) {
        throw new IllegalArgumentException("no entry is of that time");
      }
      return new Position(at, UUID.fromString(parts[1]));
    }

    String text() {
      return at + "/" + id;
    }
  }

  /** Whether an entry of that time can be kept and be found again. */
  static boolean keeps(Instant at) {
    return !at.isBefore(EVER) && at.isBefore(END_OF_TIME);
  }

  void add(List<AuditEntry> entries) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(ADD)
                .bindArray("event_ids", UUID.class, each(entries, AuditEntry::id))
                .bindArray("ats", Instant.class, each(entries, AuditEntry::at))
                .bindArray("actors", String.class, each(entries, AuditEntry::actor))
                .bindArray("actions", String.class, each(entries, AuditEntry::action))
                .bindArray("sources", String.class, each(entries, AuditEntry::source))
                .bindArray("subjects", String.class, each(entries, AuditEntry::subject))
                .bindArray(
                    "details", String.class, each(entries, entry -> entry.detail().toString()))
                .execute());
  }

  /** Newest first; what is after {@code after}, or the newest of all when that is null. */
  List<AuditEntry> page(Filter filter, Position after, int limit) {
    Position before = after == null ? AFTER_ALL : after;
    return jdbi.withHandle(
        handle ->
            query(handle, filter)
                .bind("since", filter.since() == null ? EVER : filter.since())
                .bind("before_at", before.at())
                .bind("before_id", before.id())
                .bind("limit", limit)
                .map(AuditTables::entry)
                .list());
  }

  private static Query query(Handle handle, Filter filter) {
    var query = handle.createQuery(statement(filter));
    if (filter.actor() != null) {
      query.bind("person", person(filter.actor()));
    }
    if (filter.isOfKey()) {
      query.bind("actor", filter.actor());
    }
    if (filter.action() != null) {
      query.bind("action", filter.action());
    }
    return query;
  }

  static String statement(Filter filter) {
    return ENTRIES
        + (filter.actor() == null ? "" : OF_PERSON)
        + (filter.isOfKey() ? OF_KEY : "")
        + (filter.action() == null ? "" : OF_ACTION)
        + NEWEST;
  }

  /** As the column is made, so that its index serves. */
  private static String person(String actor) {
    return actor.split(" \\(key ", 2)[0];
  }

  private static AuditEntry entry(RowView row) {
    try {
      return new AuditEntry(
          row.getColumn("event_id", UUID.class),
          row.getColumn("at", Instant.class),
          row.getColumn("actor", String.class),
          row.getColumn("action", String.class),
          row.getColumn("source", String.class),
          row.getColumn("subject", String.class),
          JSON.readTree(row.getColumn("detail", String.class)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("PostgreSQL keeps no JSON that is none", e);
    }
  }

  private static <T> List<T> each(List<AuditEntry> entries, Function<AuditEntry, T> field) {
    return entries.stream().map(field).toList();
  }
}
