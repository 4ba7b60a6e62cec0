package mimir.dispatch.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mimir.contracts.Refused;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EnrollmentSecretsTest {
  @Inject EnrollmentSecrets secrets;
  @Inject Jdbi jdbi;

  private final UUID id = UUID.randomUUID();
  private final String secret = Secret.generate();

  @Test
  void a_live_secret_is_used_as_often_as_wanted_when_it_has_no_cap() {
    create(null);

    assertThat(secrets.use(secret)).isPresent();
    assertThat(secrets.use(secret)).isPresent();
    assertThat(listed().uses()).isEqualTo(2);
  }

  @Test
  void an_unknown_secret_is_refused() {
    create(null);

    assertThat(secrets.use(secret + "x")).isEmpty();
    assertThat(secrets.use("")).isEmpty();
  }

  @Test
  void machines_that_race_for_the_last_uses_do_not_all_get_in() throws Exception {
    create(5);
    Callable<Boolean> use = () -> secrets.use(secret).isPresent();

    try (var machines = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(machines.invokeAll(Collections.nCopies(20, use)))
          .extracting(Future::get)
          .filteredOn(used -> used)
          .hasSize(5);
    }

    assertThat(listed().uses()).isEqualTo(5);
  }

  @Test
  void a_revoked_secret_is_refused_and_revoked_once() {
    create(null);

    assertThat(revoke()).isTrue();

    assertThat(secrets.use(secret)).isEmpty();
    assertThat(revoke()).isFalse();
    assertThat(events()).isEqualTo(2);
    assertThat(listed().revokedAt()).isNotNull();
  }

  @Test
  void the_secret_itself_is_stored_nowhere() {
    create(1);

    var stored =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT row_to_json(s)::text FROM enrollment_secret AS s
                        WHERE secret_id = :id
                        UNION ALL
                        SELECT row_to_json(e)::text FROM event AS e WHERE message_key = :key
                        """)
                    .bind("id", id)
                    .bind("key", id.toString())
                    .mapTo(String.class)
                    .list());
    assertThat(stored).hasSize(2).noneMatch(row -> row.contains(secret));
    assertThat(stored.get(1)).doesNotContain(HexFormat.of().formatHex(Secret.hash(secret)));
  }

  @Test
  void a_use_tells_which_secret_it_was_and_the_labels_of_a_new_host() {
    create(null, Map.of("site", "lyon", "team", "finance \"1\""));

    var used = secrets.use(secret).orElseThrow();

    assertThat(used.id()).isEqualTo(id);
    assertThat(used.labels()).isEqualTo(Map.of("site", "lyon", "team", "finance \"1\""));
    assertThat(listed().labels()).isEqualTo(used.labels());
  }

  @Test
  void labels_that_no_host_could_carry_make_no_secret() {
    assertThatThrownBy(() -> create(null, Map.of("Not a key", "x"))).isInstanceOf(Refused.class);

    assertThat(secrets.use(secret)).isEmpty();
  }

  private void create(Integer maxUses) {
    create(maxUses, Map.of());
  }

  private void create(Integer maxUses, Map<String, String> labels) {
    var wanted = new EnrollmentSecrets.Wanted("test", maxUses, labels);
    QuarkusTransaction.requiringNew()
        .run(() -> secrets.create(id, Secret.hash(secret), wanted, "alice", "alice"));
  }

  private boolean revoke() {
    return QuarkusTransaction.requiringNew().call(() -> secrets.revoke(id, "alice", "alice"));
  }

  private EnrollmentSecrets.Listed listed() {
    return secrets.list(Optional.empty(), 500).stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private int events() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT count(*) FROM event WHERE message_key = ?")
                .bind(0, id.toString())
                .mapTo(Integer.class)
                .one());
  }
}
