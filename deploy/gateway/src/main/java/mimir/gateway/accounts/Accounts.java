package mimir.gateway.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.Topics;
import mimir.contracts.access.AccessEvent;
import mimir.contracts.access.AccessEvent.UserChanged;
import mimir.contracts.runtime.EventLog;
import mimir.contracts.runtime.EventLog.Destination;

/** Makes and changes accounts: the event and the row in one transaction. */
@ApplicationScoped
public class Accounts {
  private final AccountTables tables;
  private final EventLog log;
  private final Passwords passwords;
  private final Event<UserChanged> changes;
  private final InstantSource clock;

  Accounts(
      AccountTables tables,
      EventLog log,
      Passwords passwords,
      Event<UserChanged> changes,
      InstantSource clock) {
    this.tables = tables;
    this.log = log;
    this.passwords = passwords;
    this.changes = changes;
    this.clock = clock;
  }

  public Optional<Account> byUsername(String username) {
    return AccountRules.isUsername(username) ? tables.byUsername(username) : Optional.empty();
  }

  List<Account> page(String after, int limit) {
    return tables.page(after, limit);
  }

  @Transactional
  Account create(NewUser asked, String by) {
    var created = AccountRules.create(asked, by);
    var account =
        new Account(
            created.username(),
            Optional.of(passwords.hash(asked.password())),
            Optional.empty(),
            Role.of(created.role()).orElseThrow(),
            created.capabilities(),
            false,
            clock.instant(),
            by);
    var stream = log.open(streamOf(created.username()), AccessEvent.CODEC);
    if (!tables.insert(account)) {
      throw new Refused(
          ErrorCode.USER_EXISTS, "There is a user named " + created.username() + " already.");
    }
    log.append(
        stream.name(),
        stream.version(),
        new Destination(Topics.ACCESS, created.username(), by),
        AccessEvent.CODEC,
        List.of(created));
    return account;
  }

  @Transactional
  Account change(String username, UserPatch asked, String by) {
    // Before anything is locked: it takes a while.
    String newHash = asked.password() == null ? null : hashOf(asked.password());
    var stream = log.open(streamOf(username), AccessEvent.CODEC);
    List<String> admins = tables.lockEnabledAdmins();
    Account account =
        byUsername(username).orElseThrow(() -> Refused.notFound("The user " + username));
    int others = (int) admins.stream().filter(each -> !each.equals(username)).count();
    var change = AccountRules.change(account, asked, others, by);
    if (change.isEmpty()) {
      return account;
    }
    var changed = change.get();
    tables.update(username, changed.role(), changed.capabilities(), changed.disabled(), newHash);
    log.append(
        stream.name(),
        stream.version(),
        new Destination(Topics.ACCESS, username, by),
        AccessEvent.CODEC,
        List.of(changed));
    changes.fire(changed);
    return tables.byUsername(username).orElseThrow();
  }

  private String hashOf(String password) {
    AccountRules.checkPassword(password);
    return passwords.hash(password);
  }

  static String streamOf(String username) {
    return "user:" + username;
  }
}
