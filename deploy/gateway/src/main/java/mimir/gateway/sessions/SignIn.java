package mimir.gateway.sessions;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.gateway.accounts.Account;
import mimir.gateway.accounts.AccountRules;
import mimir.gateway.accounts.Accounts;
import mimir.gateway.accounts.Passwords;

/** Name and password for a session, and few guesses a minute. */
@ApplicationScoped
class SignIn {
  private static final int STRIPES = 64;

  private final Accounts accounts;
  private final Passwords passwords;
  private final Sessions sessions;
  private final SignInRefusals refusals;
  private final FailureWindow failures;
  private final AddressFailures failuresOfAddress;

  // Guesses at one name from one address go one after the other: a burst gets five, not fifty.
  private final ReentrantLock[] oneByOne =
      IntStream.range(0, STRIPES).mapToObj(_ -> new ReentrantLock()).toArray(ReentrantLock[]::new);

  SignIn(
      Accounts accounts,
      Passwords passwords,
      Sessions sessions,
      SignInRefusals refusals,
      AddressFailures failuresOfAddress,
      SessionLimits limits,
      InstantSource clock) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.sessions = sessions;
    this.refusals = refusals;
    this.failures = new FailureWindow(limits.failuresMax(), clock);
    this.failuresOfAddress = failuresOfAddress;
  }

  SessionToken attempt(String username, String password, String address) {
    String name = AccountRules.isUsername(username) ? username.toLowerCase(Locale.ROOT) : "";
    String key = name + "\n" + address;
    var lock = oneByOne[Math.floorMod(key.hashCode(), STRIPES)];
    lock.lock();
    try {
      pauseOf(key, address).ifPresent(pause -> refuse(username, address, pause));
      Optional<Account> account = accounts.byUsername(username);
      if (!passwords.matches(account, password)) {
        failures.failed(key);
        failuresOfAddress.failed(address);
        refusals.note(username, address, ErrorCode.BAD_CREDENTIALS.code());
        throw new Refused(ErrorCode.BAD_CREDENTIALS, "The name or the password is wrong.");
      }
      failures.forget(key);
    } finally {
      lock.unlock();
    }
    return sessions.open(username, address);
  }

  private Optional<Duration> pauseOf(String key, String address) {
    return failures.pause(key).or(() -> failuresOfAddress.pause(address));
  }

  private void refuse(String username, String address, Duration pause) {
    refusals.note(username, address, ErrorCode.TOO_MANY_ATTEMPTS.code());
    long seconds = Math.max(1, pause.plusMillis(999).toSeconds());
    throw new Refused(
        ErrorCode.TOO_MANY_ATTEMPTS,
        "Too many failed attempts; try again in " + seconds + " s.",
        Map.of("retry_after_seconds", seconds));
  }
}
