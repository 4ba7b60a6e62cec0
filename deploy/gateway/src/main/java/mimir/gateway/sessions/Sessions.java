package mimir.gateway.sessions;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import mimir.contracts.Topics;
import mimir.contracts.access.AccessEvent;
import mimir.contracts.access.AccessEvent.SessionClosed;
import mimir.contracts.access.AccessEvent.SessionOpened;
import mimir.contracts.access.AccessEvent.UserChanged;
import mimir.contracts.runtime.EventLog;
import mimir.contracts.runtime.EventLog.Destination;
import mimir.contracts.runtime.Ids;
import mimir.gateway.accounts.AccessWithdrawn;
import mimir.gateway.tokens.Tokens;

/** Opens, finds and closes sessions; each opening and closing is an event. */
@ApplicationScoped
public class Sessions {
  private final SessionTables tables;
  private final RecentSessions recent;
  private final SessionLimits limits;
  private final EventLog log;
  private final Tokens tokens;
  private final InstantSource clock;

  Sessions(
      SessionTables tables,
      RecentSessions recent,
      SessionLimits limits,
      EventLog log,
      Tokens tokens,
      InstantSource clock) {
    this.tables = tables;
    this.recent = recent;
    this.limits = limits;
    this.log = log;
    this.tokens = tokens;
    this.clock = clock;
  }

  @Transactional
  public SessionToken open(String username, String address) {
    var token = SessionToken.random();
    var id = Ids.next();
    var now = clock.instant();
    tables.deleteEnded(now, limits.idle());
    tables.insert(id, token.hash(), username, now, now.plus(limits.lifetime()));
    append("session:" + id, username, new SessionOpened(username, id, address));
    return token;
  }

  /** Without SQL: empty says only that {@link #find} must be asked. */
  public Optional<LiveSession> recent(SessionToken token) {
    return recent.get(token.hash());
  }

  /** Blocks. Empty when the session has ended or its account is disabled. */
  public Optional<LiveSession> find(SessionToken token) {
    return recent.get(token.hash(), () -> read(token));
  }

  private Optional<LiveSession> read(SessionToken token) {
    var now = clock.instant();
    return tables
        .find(token.hash(), now, limits.idle())
        .map(
            session -> {
              tables.seen(session.id(), now);
              var serviceToken =
                  tokens.issue(
                      session.username(),
                      session.role().code(),
                      session.capabilities(),
                      Optional.empty());
              return new LiveSession(
                  session, token.csrfToken(), serviceToken, now, Optional.empty());
            });
  }

  /** Without {@link #forget} behind its commit, this replica remembers it a little longer. */
  @Transactional
  void close(Session session) {
    if (tables.delete(session.id())) {
      append(
          "session:" + session.id(),
          session.username(),
          new SessionClosed(session.username(), session.id()));
    }
  }

  void forget(SessionToken token) {
    recent.forget(token.hash());
  }

  /** A new password or a disabled account ends that person's sessions, with the change itself. */
  void onChange(@Observes UserChanged change) {
    if (change.disabled() || change.passwordChanged()) {
      tables.deleteOf(change.username());
    }
  }

  void onWithdrawal(@Observes AccessWithdrawn withdrawal) {
    tables.deleteOf(withdrawal.username());
  }

  void onCommittedWithdrawal(
      @Observes(during = TransactionPhase.AFTER_SUCCESS) AccessWithdrawn withdrawal) {
    forgetAll(withdrawal.username());
  }

  void onCommittedChange(@Observes(during = TransactionPhase.AFTER_SUCCESS) UserChanged change) {
    forgetAll(change.username());
  }

  private void forgetAll(String username) {
    recent.forget(session -> session.username().equals(username));
  }

  private void append(String streamName, String username, AccessEvent event) {
    var stream = log.open(streamName, AccessEvent.CODEC);
    log.append(
        stream.name(),
        stream.version(),
        new Destination(Topics.ACCESS, username, username),
        AccessEvent.CODEC,
        List.of(event));
  }
}
