package mimir.gateway.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import mimir.contracts.Topics;
import mimir.contracts.access.AccessEvent;
import mimir.contracts.access.AccessEvent.UserChanged;
import mimir.contracts.access.AccessEvent.UserCreated;
import mimir.contracts.runtime.EventLog;
import mimir.contracts.runtime.EventLog.Destination;
import mimir.contracts.runtime.EventStream;
import mimir.gateway.accounts.SignInRefused.Reason;

/**
 * Accounts of people whom an identity provider knows. What they may do is what it says at each
 * sign-in, and nobody changes it here; that an account is disabled is said here and holds.
 */
@ApplicationScoped
public class OidcAccounts {
  /** Who made or changed such an account. */
  static final String BY = "oidc";

  private final AccountTables tables;
  private final EventLog log;
  private final Event<UserChanged> changes;
  private final Event<AccessWithdrawn> withdrawals;
  private final InstantSource clock;

  OidcAccounts(
      AccountTables tables,
      EventLog log,
      Event<UserChanged> changes,
      Event<AccessWithdrawn> withdrawals,
      InstantSource clock) {
    this.tables = tables;
    this.log = log;
    this.changes = changes;
    this.withdrawals = withdrawals;
    this.clock = clock;
  }

  /**
   * The account of somebody whom the provider has just sent, made when it is their first time.
   *
   * @param username what the provider calls them; counts only the first time
   * @throws SignInRefused when they get no account, or it is disabled
   */
  @Transactional
  public Account signedIn(OidcIdentity identity, String username, Grant grant) {
    Account known =
        tables
            .byIdentity(identity)
            .or(() -> create(identity, username, grant))
            // Twice at once the first time: the other one has made it.
            .or(() -> tables.byIdentity(identity))
            .orElseThrow(() -> new SignInRefused(Reason.USERNAME_TAKEN));
    // Whoever disables the account meanwhile waits here, or is waited for.
    var stream = log.open(Accounts.streamOf(known.username()), AccessEvent.CODEC);
    Account account = tables.byUsername(known.username()).orElseThrow();
    if (account.disabled()) {
      throw new SignInRefused(Reason.DISABLED);
    }
    return AccountRules.granted(account, grant, BY)
        .map(changed -> change(stream, changed))
        .orElse(account);
  }

  /** Somebody has come without a role: what an earlier one has opened ends. */
  @Transactional
  public void withdraw(OidcIdentity identity) {
    tables
        .byIdentity(identity)
        .ifPresent(account -> withdrawals.fire(new AccessWithdrawn(account.username(), BY)));
  }

  private Optional<Account> create(OidcIdentity identity, String username, Grant grant) {
    if (!AccountRules.isFree(username)) {
      throw new SignInRefused(Reason.NO_USERNAME);
    }
    var account =
        new Account(
            username,
            Optional.empty(),
            Optional.of(identity),
            grant.role(),
            grant.capabilities(),
            false,
            clock.instant(),
            BY);
    var stream = log.open(Accounts.streamOf(username), AccessEvent.CODEC);
    if (!tables.insert(account)) {
      return Optional.empty();
    }
    var created = new UserCreated(username, grant.role().code(), grant.capabilities(), BY);
    log.append(
        stream.name(),
        stream.version(),
        new Destination(Topics.ACCESS, username, BY),
        AccessEvent.CODEC,
        List.of(created));
    return Optional.of(account);
  }

  private Account change(EventStream<AccessEvent> stream, UserChanged changed) {
    tables.update(
        changed.username(), changed.role(), changed.capabilities(), changed.disabled(), null);
    log.append(
        stream.name(),
        stream.version(),
        new Destination(Topics.ACCESS, changed.username(), BY),
        AccessEvent.CODEC,
        List.of(changed));
    changes.fire(changed);
    return tables.byUsername(changed.username()).orElseThrow();
  }
}
