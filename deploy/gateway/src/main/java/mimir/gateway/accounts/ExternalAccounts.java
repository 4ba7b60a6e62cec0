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
import mimir.gateway.accounts.SignInRefused.Reason;

/**
 * Accounts of people whom an identity provider knows. What they may do is what it says at each
 * sign-in, and nobody changes it here; that an account is disabled is said here and holds.
 */
@ApplicationScoped
public class ExternalAccounts {
  /** Who made or changed such an account. */
  static final String BY = "oidc";

  private final AccountTables tables;
  private final EventLog log;
  private final Event<UserChanged> changes;
  private final InstantSource clock;

  ExternalAccounts(
      AccountTables tables, EventLog log, Event<UserChanged> changes, InstantSource clock) {
    this.tables = tables;
    this.log = log;
    this.changes = changes;
    this.clock = clock;
  }

  /**
   * The account of somebody whom the provider has just sent, made when it is their first time.
   *
   * @param username what the provider calls them; counts only the first time
   * @throws SignInRefused when they get no account, or it is disabled
   */
  @Transactional
  public Account signedIn(ExternalIdentity identity, String username, Grant grant) {
    Optional<Account> known = tables.byIdentity(identity);
    if (known.isEmpty()) {
      Optional<Account> made = create(identity, username, grant);
      // Twice at once the first time: the other one has made it.
      known = made.isPresent() ? made : tables.byIdentity(identity);
    }
    Account account = known.orElseThrow(() -> new SignInRefused(Reason.USERNAME_TAKEN));
    if (account.disabled()) {
      throw new SignInRefused(Reason.DISABLED);
    }
    return AccountRules.granted(account, grant, BY)
        .map(changed -> change(account, changed))
        .orElse(account);
  }

  private Optional<Account> create(ExternalIdentity identity, String username, Grant grant) {
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

  private Account change(Account account, UserChanged changed) {
    var stream = log.open(Accounts.streamOf(account.username()), AccessEvent.CODEC);
    tables.update(
        account.username(), changed.role(), changed.capabilities(), changed.disabled(), null);
    log.append(
        stream.name(),
        stream.version(),
        new Destination(Topics.ACCESS, account.username(), BY),
        AccessEvent.CODEC,
        List.of(changed));
    changes.fire(changed);
    return tables.byUsername(account.username()).orElseThrow();
  }
}
