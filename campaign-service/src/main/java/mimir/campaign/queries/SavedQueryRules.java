package mimir.campaign.queries;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import mimir.campaign.PlainText;
import mimir.campaign.targets.Target;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.campaign.SavedQueryEvent;
import mimir.contracts.campaign.SavedQueryEvent.SavedQueryChanged;
import mimir.contracts.campaign.SavedQueryEvent.SavedQueryCreated;
import mimir.contracts.campaign.SavedQueryEvent.SavedQueryDeleted;
import mimir.contracts.campaign.SavedQueryEvent.SavedQueryScopeExtended;
import mimir.contracts.campaign.SavedQueryEvent.Scope;

/** What may be saved, who may change it (P-6), and what then happens. */
final class SavedQueryRules {
  static final int NAME_MAX = 200;
  static final int DESCRIPTION_MAX = 2_000;
  static final int SQL_BYTES_MAX = 64 * 1024;

  /** What a person can set, all of it in its range. */
  record Draft(String name, String description, String sql, Target scope) {}

  /** Refuses the first field that is out of its range; the SQL stays exactly as typed. */
  static Draft draft(SavedQueryRequest request) {
    if (request == null) {
      throw Refused.invalidField("name", "name is needed.");
    }
    if (request.scope() == null) {
      throw Refused.invalidField("scope", "A scope is needed: all, hosts or os_in.");
    }
    return new Draft(
        name(request.name()),
        description(request.description()),
        sql(request.sql()),
        Target.checked(request.scope()));
  }

  private static String name(String asked) {
    String name = asked == null ? "" : asked.strip();
    if (name.isEmpty() || name.length() > NAME_MAX || !PlainText.is(name)) {
      throw Refused.invalidField("name", "name is 1 to 200 characters of text.");
    }
    return name;
  }

  private static String description(String asked) {
    String description = asked == null ? "" : asked;
    if (description.length() > DESCRIPTION_MAX || !PlainText.is(description)) {
      throw Refused.invalidField("description", "description is at most 2,000 characters of text.");
    }
    return description;
  }

  private static String sql(String sql) {
    if (sql == null || sql.isBlank()) {
      throw Refused.invalidField("sql", "sql is needed.");
    }
    if (sql.getBytes(StandardCharsets.UTF_8).length > SQL_BYTES_MAX) {
      throw Refused.invalidField("sql", "sql is at most 64 KiB.");
    }
    if (!PlainText.is(sql)) {
      throw Refused.invalidField("sql", "sql holds a character that is no text.");
    }
    return sql;
  }

  /** The part of a name that a list is narrowed by; null for none. */
  static String namePart(String q) {
    if (q == null || q.isBlank()) {
      return null;
    }
    if (!PlainText.is(q)) {
      throw Refused.invalidField("q", "q holds a character that is no text.");
    }
    return q;
  }

  /** Open to any signed-in person, who is its owner from then on (P-6). */
  static List<SavedQueryEvent> create(UUID id, Draft draft, String by, Instant now) {
    return withScope(
        id,
        draft,
        scope ->
            new SavedQueryCreated(
                id, draft.name(), draft.description(), draft.sql(), scope, by, now));
  }

  /**
   * Whoever is neither its owner nor an admin is refused (P-6).
   *
   * @param saved null when it does not exist, or not any more
   */
  static void authorizeChange(SavedQuery saved, String by, boolean admin) {
    if (saved == null) {
      throw Refused.notFound("This saved query");
    }
    if (!admin && !saved.createdBy().equals(by)) {
      throw new Refused(
          ErrorCode.FORBIDDEN, "Only its owner or an admin may change or delete a saved query.");
    }
  }

  /** Nothing happens when it is as asked already. */
  static List<SavedQueryEvent> change(SavedQuery saved, Draft draft, String by, Instant now) {
    if (saved.draft().equals(draft)) {
      return List.of();
    }
    return withScope(
        saved.id(),
        draft,
        scope ->
            new SavedQueryChanged(
                saved.id(), draft.name(), draft.description(), draft.sql(), scope, by, now));
  }

  static List<SavedQueryEvent> delete(SavedQuery saved, String by, Instant now) {
    return List.of(new SavedQueryDeleted(saved.id(), by, now));
  }

  private interface Whole {
    SavedQueryEvent of(Scope scope);
  }

  private static List<SavedQueryEvent> withScope(UUID id, Draft draft, Whole whole) {
    return switch (draft.scope()) {
      case Target.Fleet fleet -> List.of(whole.of(new Scope(fleet.type(), null, null)));
      case Target.OsIn oses -> List.of(whole.of(new Scope(oses.type(), null, oses.os())));
      case Target.Hosts hosts -> {
        List<List<UUID>> parts = parts(hosts.hostIds());
        var events = new ArrayList<SavedQueryEvent>();
        events.add(whole.of(new Scope(hosts.type(), parts.getFirst(), null)));
        parts.stream()
            .skip(1)
            .map(part -> new SavedQueryScopeExtended(id, part))
            .forEach(events::add);
        yield events;
      }
    };
  }

  private static List<List<UUID>> parts(List<UUID> hostIds) {
    var parts = new ArrayList<List<UUID>>();
    for (int from = 0; from < hostIds.size(); from += SavedQueryEvent.HOST_IDS_MAX) {
      parts.add(
          hostIds.subList(from, Math.min(from + SavedQueryEvent.HOST_IDS_MAX, hostIds.size())));
    }
    return parts;
  }

  private SavedQueryRules() {}
}
