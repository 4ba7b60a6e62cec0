package mimir.gateway.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mimir.contracts.Refused;
import mimir.contracts.access.AccessEvent.UserChanged;
import mimir.contracts.access.AccessEvent.UserCreated;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountRulesTest {
  private static final String LONG = "correct horse battery";
  private static final List<String> FLEET = List.of("can_launch_fleet_hunts");

  @Test
  void an_account_is_created_as_asked() {
    assertThat(AccountRules.create(new NewUser("alice@example.com", LONG, "operator", FLEET), "me"))
        .isEqualTo(new UserCreated("alice@example.com", "operator", FLEET, "me"));
    assertThat(AccountRules.create(new NewUser("bob", LONG, "admin", null), "me"))
        .isEqualTo(new UserCreated("bob", "admin", List.of(), "me"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        ".alice",
        "a b",
        "System",
        "agent",
        "mimir",
        "oidc",
        "a/b",
        "a;b",
        "a%b",
        "a\nb",
        "\u0430lice"
      })
  void a_name_is_of_plain_characters_and_not_our_own(String username) {
    refused("username", () -> AccountRules.create(new NewUser(username, LONG, "admin", null), "x"));
  }

  @Test
  void a_password_has_14_characters_and_fits_bcrypt() {
    AccountRules.checkPassword("x".repeat(14));
    AccountRules.checkPassword("x".repeat(72));
    AccountRules.checkPassword("\u20ac".repeat(24));
    refused("password", () -> AccountRules.checkPassword(null));
    refused("password", () -> AccountRules.checkPassword("x".repeat(13)));
    refused("password", () -> AccountRules.checkPassword("x".repeat(73)));
    refused("password", () -> AccountRules.checkPassword("\u20ac".repeat(25)));
    refused("password", () -> AccountRules.checkPassword("\ud83d\ude00".repeat(13)));
    refused("password", () -> AccountRules.checkPassword("x".repeat(14) + "\0"));
  }

  @Test
  void roles_and_capabilities_are_the_known_ones() {
    refused("role", () -> AccountRules.create(new NewUser("bob", LONG, "root", null), "x"));
    refused("role", () -> AccountRules.create(new NewUser("bob", LONG, null, null), "x"));
    refused(
        "capabilities",
        () -> AccountRules.create(new NewUser("bob", LONG, "admin", List.of("all")), "x"));
    refused(
        "capabilities",
        () ->
            AccountRules.create(
                new NewUser("bob", LONG, "admin", Arrays.asList((String) null)), "x"));
  }

  @Test
  void a_change_tells_the_account_as_it_is_afterwards() {
    var patch = new UserPatch("admin", null, LONG, null);

    assertThat(AccountRules.change(account(Role.OPERATOR, false), patch, 1, "me"))
        .contains(new UserChanged("alice", "admin", FLEET, false, true, "me"));
  }

  @Test
  void what_is_as_asked_already_is_no_change() {
    var patch = new UserPatch("operator", FLEET, null, false);

    assertThat(AccountRules.change(account(Role.OPERATOR, false), patch, 1, "me")).isEmpty();
  }

  @Test
  void the_last_admin_who_can_sign_in_stays_one() {
    var admin = account(Role.ADMIN, false);

    refused(
        "role",
        () -> AccountRules.change(admin, new UserPatch("operator", null, null, null), 0, "x"));
    refused(
        "disabled",
        () -> AccountRules.change(admin, new UserPatch(null, null, null, true), 0, "x"));
    assertThat(AccountRules.change(admin, new UserPatch(null, null, null, true), 1, "x"))
        .isPresent();
    assertThat(AccountRules.change(admin, new UserPatch(null, List.of(), LONG, null), 0, "x"))
        .isPresent();
  }

  private static Account account(Role role, boolean disabled) {
    return new Account(
        "alice",
        Optional.of("hash"),
        Optional.empty(),
        role,
        FLEET,
        disabled,
        Instant.EPOCH,
        "admin");
  }

  private static void refused(String field, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.extras()).containsEntry("field", field));
  }
}
