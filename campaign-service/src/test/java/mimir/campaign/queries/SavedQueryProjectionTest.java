package mimir.campaign.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.campaign.rebuild.Rebuild;
import mimir.campaign.targets.Target;
import mimir.contracts.campaign.SavedQueryEvent;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class SavedQueryProjectionTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");

  @Inject Rebuild rebuild;
  @Inject SavedQueries queries;
  @Inject Jdbi jdbi;

  @BeforeEach
  void no_events_of_others() {
    jdbi.useHandle(handle -> handle.execute("TRUNCATE event, saved_query"));
  }

  @Test
  void a_rebuild_makes_the_same_rows_again() {
    for (int n = 0; n < 700; n++) {
      saved(draft("all " + n, new Target.Fleet()));
    }
    changed(saved(draft("narrow", new Target.OsIn(List.of("linux")))), hosts(25_000));
    changed(saved(draft("wide", hosts(10_001))), new Target.Fleet());
    deleted(saved(draft("gone", hosts(1))));
    var before = rows();
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                UPDATE saved_query SET name = 'edited', scope_host_ids = '{}', scope_type = 'all'
                WHERE scope_type <> 'os_in'
                """));
    jdbi.useHandle(handle -> handle.execute("DELETE FROM saved_query WHERE sql = 'SELECT 2'"));

    rebuild.run();

    assertThat(before).hasSize(702);
    assertThat(rows()).isEqualTo(before);
  }

  private UUID saved(SavedQueryRules.Draft draft) {
    var id = Ids.next();
    append(id, SavedQueryRules.create(id, draft, "olga", NOW));
    return id;
  }

  private void changed(UUID id, Target scope) {
    var draft = new SavedQueryRules.Draft("changed", "d", "SELECT 2", scope);
    var before = new SavedQuery(id, "", "", "", new Target.Fleet(), "olga", NOW, null, null);
    append(id, SavedQueryRules.change(before, draft, "alice", NOW.plusSeconds(1)));
  }

  private void deleted(UUID id) {
    append(id, List.of(new SavedQueryEvent.SavedQueryDeleted(id, "olga", NOW)));
  }

  private void append(UUID id, List<SavedQueryEvent> events) {
    QuarkusTransaction.requiringNew()
        .run(() -> queries.append(queries.open(id), id, "olga", events));
  }

  private List<String> rows() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT saved_query_id || ' ' || md5(saved_query::text)
                    FROM saved_query
                    ORDER BY saved_query_id
                    """)
                .mapTo(String.class)
                .list());
  }

  private static SavedQueryRules.Draft draft(String name, Target scope) {
    return new SavedQueryRules.Draft(name, "", "SELECT 1", scope);
  }

  private static Target hosts(int count) {
    return new Target.Hosts(Stream.generate(UUID::randomUUID).limit(count).toList());
  }
}
