package mimir.gateway.keys;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import mimir.contracts.Refused;
import mimir.contracts.Topics;
import mimir.contracts.access.AccessEvent;
import mimir.contracts.access.AccessEvent.ApiKeyCreated;
import mimir.contracts.access.AccessEvent.ApiKeyDeleted;
import mimir.contracts.access.AccessEvent.UserChanged;
import mimir.contracts.runtime.EventLog;
import mimir.contracts.runtime.EventLog.Destination;
import mimir.contracts.runtime.Ids;
import mimir.gateway.sessions.LiveSession;
import mimir.gateway.sessions.SessionLimits;
import mimir.gateway.tokens.Tokens;

/** Makes, finds and deletes keys; each making and deletion is an event. */
@ApplicationScoped
public class ApiKeys {
  private static final Duration REMEMBERED_MAX = Duration.ofSeconds(30);
  private static final int REMEMBERED_KEYS_MAX = 10_000;

  private final KeyTables tables;
  private final EventLog log;
  private final Tokens tokens;
  private final InstantSource clock;
  private final Duration remembered;
  private final ConcurrentHashMap<String, LiveSession> recent = new ConcurrentHashMap<>();

  ApiKeys(
      KeyTables tables, EventLog log, Tokens tokens, SessionLimits limits, InstantSource clock) {
    this.tables = tables;
    this.log = log;
    this.tokens = tokens;
    this.clock = clock;
    this.remembered =
        limits.remembered().compareTo(REMEMBERED_MAX) < 0 ? limits.remembered() : REMEMBERED_MAX;
  }

  /** A key and, for this once, its text. */
  record Made(ApiKey key, KeyText text) {}

  @Transactional
  Made create(String username, String asked) {
    String name = KeyRules.name(asked);
    var stream = log.open("api-keys:" + username, AccessEvent.CODEC);
    if (tables.count(username) >= KeyRules.KEYS_MAX) {
      throw Refused.invalidField(
          "name", "You have %d keys: delete one first.".formatted(KeyRules.KEYS_MAX));
    }
    var text = KeyText.random();
    UUID id = Ids.next();
    Instant now = clock.instant();
    if (!tables.insert(id, name, username, text.hash(), now)) {
      throw Refused.invalidField("name", "You have a key named " + name + " already.");
    }
    log.append(
        stream.name(),
        stream.version(),
        new Destination(Topics.ACCESS, username, username),
        AccessEvent.CODEC,
        List.of(new ApiKeyCreated(username, id, name)));
    return new Made(new ApiKey(id, name, username, now, null), text);
  }

  List<ApiKey> page(UUID before, int limit, String username, boolean all) {
    return tables.page(before, limit, username, all);
  }

  /**
   * @param all also another person's
   * @throws Refused {@code not_found}
   */
  @Transactional
  void delete(UUID id, String by, boolean all) {
    ApiKey deleted = tables.delete(id, by, all).orElseThrow(() -> Refused.notFound("This API key"));
    var stream = log.open("api-keys:" + deleted.username(), AccessEvent.CODEC);
    log.append(
        stream.name(),
        stream.version(),
        new Destination(Topics.ACCESS, deleted.username(), by),
        AccessEvent.CODEC,
        List.of(new ApiKeyDeleted(deleted.username(), id, deleted.name(), by)));
  }

  void forget(UUID id) {
    recent.values().removeIf(live -> live.session().id().equals(id));
  }

  void onCommittedChange(@Observes(during = TransactionPhase.AFTER_SUCCESS) UserChanged change) {
    recent.values().removeIf(live -> live.session().username().equals(change.username()));
  }

  /** Without SQL: empty says only that {@link #find} must be asked. */
  public Optional<LiveSession> recent(KeyText key) {
    return Optional.ofNullable(recent.get(key.hashText())).filter(this::isRecent);
  }

  /** Blocks. Empty when it is nobody's key, or that of a disabled account. */
  public Optional<LiveSession> find(KeyText key) {
    if (recent.size() >= REMEMBERED_KEYS_MAX) {
      recent.clear();
    }
    return Optional.ofNullable(
        recent.compute(
            key.hashText(),
            (_, held) -> held != null && isRecent(held) ? held : read(key).orElse(null)));
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

  private boolean isRecent(LiveSession live) {
    return clock.instant().isBefore(live.readAt().plus(remembered));
  }
}
