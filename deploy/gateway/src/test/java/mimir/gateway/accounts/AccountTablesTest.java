package mimir.gateway.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.TestTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mimir.gateway.EchoServices;
import mimir.testing.ServiceInfra;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@QuarkusTestResource(EchoServices.class)
@TestTransaction
class AccountTablesTest {
  private static final Instant AT = Instant.parse("2026-11-20T12:00:00Z");

  @Inject AccountTables tables;

  @Test
  void an_account_is_read_as_it_was_written() {
    var account = account("table-alice", Role.OPERATOR, List.of("can_launch_fleet_hunts"));

    assertThat(tables.insert(account)).isTrue();

    assertThat(tables.byUsername("table-alice")).contains(account);
    assertThat(tables.any()).isTrue();
  }

  @Test
  void a_name_is_taken_whatever_its_capitals() {
    tables.insert(account("table-bob", Role.OPERATOR, List.of()));

    assertThat(tables.insert(account("table-bob", Role.ADMIN, List.of()))).isFalse();
    assertThat(tables.insert(account("Table-Bob", Role.ADMIN, List.of()))).isFalse();
  }

  @Test
  void a_person_of_a_provider_is_found_by_what_never_changes() {
    var identity = new OidcIdentity("https://idp.example", "4711");
    var account = ofProvider("table-fay", identity);

    assertThat(tables.insert(account)).isTrue();

    assertThat(tables.byIdentity(identity)).contains(account);
    assertThat(tables.byIdentity(new OidcIdentity("https://other.example", "4711"))).isEmpty();
    assertThat(tables.insert(ofProvider("table-fay-2", identity))).isFalse();
  }

  @Test
  void a_change_without_a_password_leaves_the_password() {
    var before = account("table-carol", Role.OPERATOR, List.of());
    tables.insert(before);

    tables.update("table-carol", "admin", List.of(), true, null);

    assertThat(tables.byUsername("table-carol"))
        .hasValueSatisfying(
            after -> {
              assertThat(after.role()).isEqualTo(Role.ADMIN);
              assertThat(after.disabled()).isTrue();
              assertThat(after.passwordHash()).isEqualTo(before.passwordHash());
            });
  }

  @Test
  void enabled_admins_are_locked_by_name_and_disabled_ones_do_not_count() {
    tables.insert(account("table-dave", Role.ADMIN, List.of()));
    tables.insert(account("table-erin", Role.ADMIN, List.of()));
    tables.update("table-dave", "admin", List.of(), true, null);

    assertThat(tables.lockEnabledAdmins())
        .contains("table-erin")
        .doesNotContain("table-dave")
        .isSorted();
  }

  @Test
  void a_page_begins_behind_a_name() {
    tables.insert(account("table-x", Role.OPERATOR, List.of()));
    tables.insert(account("table-y", Role.OPERATOR, List.of()));
    tables.insert(account("table-z", Role.OPERATOR, List.of()));

    assertThat(tables.page("table-x", 1)).map(Account::username).containsExactly("table-y");
  }

  private static Account account(String name, Role role, List<String> capabilities) {
    return new Account(
        name, Optional.of("$2a$11$hash"), Optional.empty(), role, capabilities, false, AT, "test");
  }

  private static Account ofProvider(String name, OidcIdentity identity) {
    return new Account(
        name, Optional.empty(), Optional.of(identity), Role.OPERATOR, List.of(), false, AT, "oidc");
  }
}
