package mimir.gateway.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.TestTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import mimir.gateway.EchoServices;
import mimir.gateway.accounts.Role;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@QuarkusTestResource(EchoServices.class)
@TestTransaction
class SessionTablesTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final Duration IDLE = Duration.ofHours(2);

  @Inject SessionTables tables;
  @Inject Jdbi jdbi;

  private final UUID id = UUID.randomUUID();
  private final byte[] hash = SessionToken.random().hash();

  @Test
  void a_session_has_the_role_that_its_account_has_now() {
    open();
    assertThat(tables.find(hash, START, IDLE)).map(Session::role).contains(Role.ADMIN);

    update("UPDATE account SET role = 'operator' WHERE username = 'admin'");

    assertThat(tables.find(hash, START, IDLE)).map(Session::role).contains(Role.OPERATOR);
  }

  @Test
  void a_session_ends_with_its_lifetime() {
    open();
    tables.seen(id, hours(11));

    assertThat(tables.find(hash, hours(12).minusSeconds(1), IDLE)).isPresent();
    assertThat(tables.find(hash, hours(12), IDLE)).isEmpty();
  }

  @Test
  void a_session_ends_when_it_is_not_used() {
    open();
    assertThat(tables.find(hash, hours(2), IDLE)).isEmpty();

    tables.seen(id, hours(1));

    assertThat(tables.find(hash, hours(2), IDLE)).isPresent();
  }

  @Test
  void a_disabled_accounts_session_is_not_found() {
    open();

    update("UPDATE account SET disabled = true WHERE username = 'admin'");

    assertThat(tables.find(hash, START, IDLE)).isEmpty();
  }

  @Test
  void only_ended_sessions_are_cleared_away() {
    open();

    tables.deleteEnded(hours(1), IDLE);
    assertThat(tables.delete(id)).isTrue();
    assertThat(tables.delete(id)).isFalse();

    open();
    tables.deleteEnded(hours(2), IDLE);
    assertThat(tables.delete(id)).isFalse();
  }

  @Test
  void all_sessions_of_a_person_end_together() {
    open();

    tables.deleteOf("admin");

    assertThat(tables.find(hash, START, IDLE)).isEmpty();
  }

  private void open() {
    tables.insert(id, hash, "admin", START, hours(12));
  }

  private static Instant hours(int hours) {
    return START.plus(Duration.ofHours(hours));
  }

  private void update(String sql) {
    jdbi.useHandle(handle -> handle.execute(sql));
  }
}
