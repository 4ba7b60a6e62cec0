package mimir.gateway.keys;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.Topics;
import mimir.contracts.access.AccessEvent;
import mimir.contracts.access.AccessEvent.ApiKeyCreated;
import mimir.contracts.access.AccessEvent.ApiKeyDeleted;
import mimir.contracts.access.AccessEvent.UserChanged;
import mimir.contracts.runtime.EventLog;
import mimir.contracts.runtime.EventLog.Destination;
import mimir.contracts.runtime.EventStream;
import mimir.contracts.runtime.Ids;
import mimir.gateway.accounts.AccessWithdrawn;
import mimir.gateway.sessions.LiveSession;
import mimir.gateway.sessions.RecentSessions;
import mimir.gateway.sessions.Session;
import mimir.gateway.tokens.Tokens;

/** Makes, finds and deletes keys; each making and deletion is an event. */
@ApplicationScoped
public class ApiKeys {
  private final KeyTables tables;
  private final EventLog log;
  private final Tokens tokens;
  private final InstantSource clock;
  private final RecentSessions recent;

  ApiKeys(
      KeyTables tables, EventLog log, Tokens tokens, RecentSessions recent, InstantSource clock) {
    this.tables = tables;
    this.log = log;
    this.tokens = tokens;
    this.clock = clock;
    this.recent = recent;
  }

  /** A key and, for this once, its text. */
  record Made(ApiKey key, KeyText text) {}

  /** For somebody who is signed in, at this moment and not a while ago. */
  @Transactional
  Made create(Session session, String asked) {
    String name = KeyRules.name(asked);
    String username = session.username();
    var stream = log.open(streamOf(username), AccessEvent.CODEC);
    if (!tables.lockSession(session.id())) {
      throw new Refused(ErrorCode.UNAUTHENTICATED, "Sign in first.");
    }
    KeyRules.room(tables.count(username));
    var text = KeyText.random();
    UUID id = Ids.next();
    Instant now = clock.instant();
    if (!tables.insert(id, name, username, text.hash(), now)) {
      throw Refused.invalidField("name", "You have a key named " + name + " already.");
    }
    append(stream, username, new ApiKeyCreated(username, id, name));
    return new Made(new ApiKey(id, name, username, now, null), text);
  }

  List<ApiKey> page(UUID before, int limit, String username, boolean all) {
    return tables.page(before, limit, username, all);
  }

  /**
   * To be forgotten when it is committed.
   *
   * @param all also another person's
   * @throws Refused {@code not_found}
   */
  @Transactional
  KeyTables.Deleted delete(UUID id, String by, boolean all) {
    String owner =
        tables
            .owner(id)
            .filter(username -> all || username.equals(by))
            .orElseThrow(() -> Refused.notFound("This API key"));
    // In the order in which they are made.
    var stream = log.open(streamOf(owner), AccessEvent.CODEC);
    KeyTables.Deleted deleted =
        tables.delete(id).orElseThrow(() -> Refused.notFound("This API key"));
    append(stream, by, new ApiKeyDeleted(owner, id, deleted.name(), by));
    return deleted;
  }

  void forget(KeyTables.Deleted deleted) {
    // Waits for a look-up in progress, which may have seen what is no longer true.
    recent.forget(deleted.keyHash());
  }

  /**
   * A disabled account has no keys, also when it is enabled again; and a new password ends what
   * whoever knew the old one has made.
   */
  void onChange(@Observes UserChanged change) {
    if (change.disabled() || change.passwordChanged()) {
      deleteAll(change.username(), change.by());
    }
  }

  void onWithdrawal(@Observes AccessWithdrawn withdrawal) {
    deleteAll(withdrawal.username(), withdrawal.by());
  }

  private void deleteAll(String username, String by) {
    var stream = log.open(streamOf(username), AccessEvent.CODEC);
    List<AccessEvent> events =
        tables.deleteOf(username).stream()
            .<AccessEvent>map(
                deleted -> new ApiKeyDeleted(username, deleted.id(), deleted.name(), by))
            .toList();
    if (!events.isEmpty()) {
      log.append(
          stream.name(),
          stream.version(),
          new Destination(Topics.ACCESS, username, by),
          AccessEvent.CODEC,
          events);
    }
  }

  private void append(EventStream<AccessEvent> stream, String by, AccessEvent event) {
    log.append(
        stream.name(),
        stream.version(),
        new Destination(Topics.ACCESS, event.username(), by),
        AccessEvent.CODEC,
        List.of(event));
  }

  private static String streamOf(String username) {
    return "api-keys:" + username;
  }

  /** Without SQL: empty says only that {@link #find} must be asked. */
  public Optional<LiveSession> recent(KeyText key) {
    return recent.get(key.hash());
  }

  /** Blocks. Empty when it is nobody's key, or that of a disabled account. */
  public Optional<LiveSession> find(KeyText key) {
    return recent.get(key.hash(), () -> read(key));
  }

  private Optional<LiveSession> read(KeyText key) {
    Instant now = clock.instant();
    return tables
        .find(key.hash())
        .map(
            found -> {
              var person = found.person();
              tables.used(person.id(), now);
              String token =
                  tokens.issue(
                      person.username(),
                      person.role().code(),
                      person.capabilities(),
                      Optional.of(found.name()));
              return new LiveSession(person, "", token, now, Optional.of(found.name()));
            });
  }
}
