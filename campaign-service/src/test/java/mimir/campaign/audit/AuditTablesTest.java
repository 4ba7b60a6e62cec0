package mimir.campaign.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.campaign.audit.AuditTables.Filter;
import mimir.campaign.audit.AuditTables.Position;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class AuditTablesTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

  @Inject AuditTables tables;
  @Inject Jdbi jdbi;

  @BeforeEach
  void empty() {
    jdbi.useHandle(handle -> handle.execute("TRUNCATE audit_entry"));
  }

  /** Entries are told by their subjects, which are numbered as they happened. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                        | actor          | action            | since                | subjects
          newest first                |                |                   |                      | 5,4,3,2,1
          P-7 a person, with any key  | alice          |                   |                      | 4,2,1
          P-7 one key                 | alice (key ci) |                   |                      | 2
          another person of that name | alice (key     |                   |                      |
          part of a name is nobody    | ali            |                   |                      |
          an action                   |                | campaign.launched |                      | 2,1
          all actions of a kind       |                | campaign          |                      | 4,2,1
          a part of a word is none    |                | camp              |                      |
          since                       |                |                   | 2026-11-20T10:00:03Z | 5,4,3
          all at once                 | alice          | campaign          | 2026-11-20T10:00:02Z | 4,2
          a wildcard is none          | a%             |                   |                      |
          """)
  void page(String why, String actor, String action, Instant since, String subjects) {
    tables.add(
        List.of(
            entry(1, "alice", "campaign.launched"),
            entry(2, "alice (key ci)", "campaign.launched"),
            entry(3, "bob", "flag.flipped"),
            entry(4, "alice", "campaign.stopped"),
            entry(5, "alice2", "campaigns.counted")));

    var page = tables.page(new Filter(actor, action, since), null, 10);

    assertThat(page)
        .extracting(AuditEntry::subject)
        .containsExactlyElementsOf(
            subjects == null ? List.of() : Arrays.asList(subjects.split(",", -1)));
  }

  @Test
  void pages_meet_without_a_gap_even_where_many_happened_at_once() {
    var all = new ArrayList<AuditEntry>();
    for (int n = 0; n < 10; n++) {
      all.add(entry(n / 5, "alice", "flag.flipped"));
    }
    tables.add(all);

    var paged = new ArrayList<UUID>();
    Position after = null;
    List<AuditEntry> page;
    do {
      page = tables.page(new Filter(null, null, null), after, 3);
      page.forEach(entry -> paged.add(entry.id()));
      after = page.isEmpty() ? null : Position.parse(Position.of(page.getLast()).text());
    } while (!page.isEmpty());

    assertThat(paged)
        .hasSize(10)
        .containsExactlyInAnyOrderElementsOf(all.stream().map(AuditEntry::id).toList());
  }

  @Test
  void a_page_of_a_person_walks_an_index_and_sorts_nothing() {
    jdbi.useHandle(
        handle -> {
          handle.execute(
              """
              INSERT INTO audit_entry (event_id, at, actor, action, source, subject, detail)
              SELECT gen_random_uuid(), CAST(? AS timestamptz) + n * interval '1 s',
                     'p' || n % 100, 'flag.flipped', '', '', '{}'
              FROM generate_series(1, 20000) AS n
              """,
              AT.toString());
          handle.execute("ANALYZE audit_entry");
        });

    for (String action : Arrays.asList(null, "flag")) {
      assertThat(plan("p1", action))
          .contains("audit_entry_by_person")
          .contains("(person = $")
          .doesNotContain("Sort", "Seq");
      assertThat(plan("p1 (key ci)", action)).contains("audit_entry_by_person", "(person = $");
      assertThat(plan(null, action)).contains("audit_entry_by_time").doesNotContain("Sort", "Seq");
    }
  }

  /** The plan that PostgreSQL keeps after some executions: of no value in particular. */
  private String plan(String actor, String action) {
    var arguments =
        List.of(
            Map.entry(":since", "'epoch'"),
            Map.entry(":before_at", "'" + AT.plusSeconds(15_000) + "'"),
            Map.entry(":before_id", "'" + UUID.randomUUID() + "'"),
            Map.entry(":person", "'p1'"),
            Map.entry(":actor", "'p1'"),
            Map.entry(":action", "'flag'"),
            Map.entry(":limit", "51"));
    String sql = AuditTables.statement(new Filter(actor, action, null));
    var used = arguments.stream().filter(argument -> sql.contains(argument.getKey())).toList();
    String numbered = sql;
    for (int i = 0; i < used.size(); i++) {
      numbered = numbered.replaceAll(used.get(i).getKey() + "\\b", "\\$" + (i + 1));
    }
    var prepared = "PREPARE page AS " + numbered;
    var values = String.join(", ", used.stream().map(Map.Entry::getValue).toList());
    return jdbi.inTransaction(
        handle -> {
          handle.execute("SET LOCAL plan_cache_mode = force_generic_plan");
          handle.execute(prepared);
          var plan =
              handle
                  .createQuery("EXPLAIN EXECUTE page (" + values + ")")
                  .mapTo(String.class)
                  .list();
          handle.execute("DEALLOCATE page");
          return String.join("\n", plan);
        });
  }

  private static AuditEntry entry(int second, String actor, String action) {
    return new AuditEntry(
        UUID.randomUUID(),
        AT.plusSeconds(second),
        actor,
        action,
        "/mimir/flag-service",
        Integer.toString(second),
        JsonNodeFactory.instance.objectNode());
  }
}
