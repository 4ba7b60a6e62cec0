package mimir.gateway.accounts;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import mimir.contracts.Refused;
import mimir.contracts.access.AccessEvent.UserChanged;
import mimir.contracts.access.AccessEvent.UserCreated;

/** What an account may look like, and that the last enabled admin is never locked out. */
public final class AccountRules {
  static final int PASSWORD_CHARACTERS_MIN = 14;

  /** What bcrypt reads; it would silently ignore the rest. */
  static final int PASSWORD_BYTES_MAX = 72;

  static final Set<String> CAPABILITIES = Set.of(Grant.FLEET_HUNTS);

  private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}");

  /** Whom the audit trail names where no person acted. */
  private static final Set<String> NOBODY = Set.of("system", "agent", "mimir", OidcAccounts.BY);

  static UserCreated create(NewUser asked, String by) {
    if (!isUsername(asked.username())) {
      throw Refused.invalidField(
          "username", "1 to 128 letters, digits or . _ @ + -, beginning with a letter or digit.");
    }
    if (!isFree(asked.username())) {
      throw Refused.invalidField("username", "This name is Mimir's own.");
    }
    checkPassword(asked.password());
    return new UserCreated(
        asked.username(),
        role(asked.role()).code(),
        asked.capabilities() == null ? List.of() : capabilities(asked.capabilities()),
        by);
  }

  /** Empty when the account is already as it is asked to be. */
  static Optional<UserChanged> change(
      Account account, UserPatch asked, int otherEnabledAdmins, String by) {
    Role role = asked.role() == null ? account.role() : role(asked.role());
    List<String> capabilities =
        asked.capabilities() == null ? account.capabilities() : capabilities(asked.capabilities());
    boolean disabled = asked.disabled() == null ? account.disabled() : asked.disabled();
    checkIdentity(account, asked, new Grant(role, capabilities));
    if (asked.password() != null) {
      checkPassword(asked.password());
    }
    if (account.isEnabledAdmin() && otherEnabledAdmins == 0 && (role != Role.ADMIN || disabled)) {
      throw Refused.invalidField(
          disabled ? "disabled" : "role",
          "This is the last admin who can sign in with a password.");
    }
    boolean same =
        role == account.role()
            && capabilities.equals(account.capabilities())
            && disabled == account.disabled()
            && asked.password() == null;
    return same
        ? Optional.empty()
        : Optional.of(
            new UserChanged(
                account.username(),
                role.code(),
                capabilities,
                disabled,
                asked.password() != null,
                by));
  }

  /** What an identity provider says of a person now; empty when the account says it already. */
  static Optional<UserChanged> granted(Account account, Grant grant, String by) {
    return grant.equals(new Grant(account.role(), account.capabilities()))
        ? Optional.empty()
        : Optional.of(
            new UserChanged(
                account.username(),
                grant.role().code(),
                grant.capabilities(),
                account.disabled(),
                false,
                by));
  }

  /** Of a person whom an identity provider knows, only that they may not sign in is said here. */
  private static void checkIdentity(Account account, UserPatch asked, Grant grant) {
    if (account.identity().isEmpty()) {
      return;
    }
    if (asked.password() != null) {
      throw Refused.invalidField("password", "This person signs in with single sign-on.");
    }
    if (grant.role() != account.role()) {
      throw Refused.invalidField("role", "The identity provider says this person's role.");
    }
    if (!grant.capabilities().equals(account.capabilities())) {
      throw Refused.invalidField(
          "capabilities", "The identity provider says this person's capabilities.");
    }
  }

  /** Whether a person may have this name: it fits, and no event means something else by it. */
  static boolean isFree(String username) {
    return isUsername(username) && !NOBODY.contains(username.toLowerCase(Locale.ROOT));
  }

  /** Whether such an account can exist; text that does not fit is not worth a look-up. */
  public static boolean isUsername(String text) {
    return text != null && USERNAME.matcher(text).matches();
  }

  static void checkPassword(String password) {
    if (password == null
        || password.codePointCount(0, password.length()) < PASSWORD_CHARACTERS_MIN) {
      throw Refused.invalidField(
          "password", "At least " + PASSWORD_CHARACTERS_MIN + " characters.");
    }
    if (!fitsBcrypt(password)) {
      throw Refused.invalidField(
          "password", "At most " + PASSWORD_BYTES_MAX + " bytes in UTF-8, and no NUL.");
    }
  }

  static boolean fitsBcrypt(String password) {
    return password.getBytes(StandardCharsets.UTF_8).length <= PASSWORD_BYTES_MAX
        && password.indexOf('\0') < 0;
  }

  private static Role role(String code) {
    return Role.of(code)
        .orElseThrow(() -> Refused.invalidField("role", "Either admin or operator."));
  }

  private static List<String> capabilities(List<String> asked) {
    if (!asked.stream().allMatch(each -> each != null && CAPABILITIES.contains(each))) {
      throw Refused.invalidField("capabilities", "Only of " + CAPABILITIES + ".");
    }
    return asked.stream().distinct().sorted().toList();
  }

  private AccountRules() {}
}
