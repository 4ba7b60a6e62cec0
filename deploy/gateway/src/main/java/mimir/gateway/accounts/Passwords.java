package mimir.gateway.accounts;

import io.quarkus.elytron.security.common.BcryptUtil;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Passwords as bcrypt hashes, compared in constant work.
 *
 * <p>bcrypt and not Argon2id: a sign-in then costs an attacker's request 4 KiB of our memory and
 * not 19 MiB, which a gateway of 64 MB could not lend to many, and passwords of 14 characters and
 * more do not depend on the difference.
 */
@ApplicationScoped
public class Passwords {
  // 22 characters of salt and 31 of hash that no password is known to have.
  private static final String NOBODYS = "Kq3vGd0yTn5mZsW1uRbXeO8fLhJcAiPo2rYtDxwVkMzEgSjUlHaB6";

  private final int cost;

  // One core is left for everybody else, however many try to sign in.
  private final Semaphore cores =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));

  Passwords(AccountSettings settings) {
    this.cost = settings.bcryptCost();
  }

  String hash(String password) {
    cores.acquireUninterruptibly();
    try {
      return BcryptUtil.bcryptHash(password, cost);
    } finally {
      cores.release();
    }
  }

  /**
   * Works as long for nobody, an account without a password, a disabled one and a password that is
   * too long as for others.
   */
  public boolean matches(Optional<Account> account, String password) {
    boolean possible =
        AccountRules.fitsBcrypt(password)
            && account.filter(each -> !each.disabled()).flatMap(Account::passwordHash).isPresent();
    String hash =
        possible
            ? account.flatMap(Account::passwordHash).orElseThrow()
            : "$2a$%02d$%s".formatted(cost, NOBODYS);
    String tried = AccountRules.fitsBcrypt(password) ? password : "x";
    cores.acquireUninterruptibly();
    try {
      return BcryptUtil.matches(tried, hash) && possible;
    } finally {
      cores.release();
    }
  }
}
