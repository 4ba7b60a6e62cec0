package mimir.campaign.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.TestTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.campaign.targets.Target;
import mimir.contracts.campaign.SavedQueryEvent;
import mimir.contracts.campaign.SavedQueryEvent.SavedQueryDeleted;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
@TestTransaction
class SavedQueryTablesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30.123456Z");
  private static final int MANY = 500;

  @Inject SavedQueryTables tables;

  @ParameterizedTest
  @CsvSource({"all", "hosts", "os_in"})
  void what_was_saved_is_found_as_it_was_saved(String type) {
    var id = Ids.next();
    var draft = new SavedQueryRules.Draft("ü 'quoted'", "", " SELECT '–'\n", scope(type));

    tables.project(SavedQueryRules.create(id, draft, "olga", NOW));

    assertThat(tables.find(id))
        .contains(
            new SavedQuery(
                id, "ü 'quoted'", "", " SELECT '–'\n", draft.scope(), "olga", NOW, null, null));
  }

  @Test
  void a_change_replaces_all_but_the_owner() {
    var id = saved("before", scope("hosts"));
    var draft = new SavedQueryRules.Draft("after", "d", "SELECT 2", scope("os_in"));

    change(id, draft, "alice");

    assertThat(tables.find(id))
        .contains(
            new SavedQuery(id, "after", "d", "SELECT 2", draft.scope(), "olga", NOW, "alice", NOW));
  }

  @Test
  void a_hundred_thousand_hosts_keep_their_order() {
    var ids = Stream.generate(UUID::randomUUID).limit(Target.HOSTS_MAX).toList();

    var id = saved("many", new Target.Hosts(ids));

    assertThat(tables.find(id).orElseThrow().scope()).isEqualTo(new Target.Hosts(ids));
  }

  @Test
  void what_was_deleted_is_in_no_answer() {
    var id = saved("deleted", scope("all"));

    tables.project(List.of(new SavedQueryDeleted(id, "olga", NOW)));

    assertThat(tables.find(id)).isEmpty();
    assertThat(tables.list("deleted", null, MANY)).isEmpty();
  }

  @Test
  void what_never_was_is_not_found() {
    assertThat(tables.find(UUID.randomUUID())).isEmpty();
  }

  @Test
  void the_list_tells_how_many_hosts_and_not_which() {
    saved("zz all", scope("all"));
    saved("zz hosts", scope("hosts"));
    saved("zz os_in", scope("os_in"));

    assertThat(tables.list("zz", null, MANY).stream().map(SavedQueryListed::scope))
        .containsExactly(
            new SavedQueryListed.Scope("os_in", 0, List.of("linux", "windows")),
            new SavedQueryListed.Scope("hosts", 2, List.of()),
            new SavedQueryListed.Scope("all", 0, List.of()));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                          | q      | names
          newest first                  | Zeta   | Zeta 3,zeta_2,Zeta 1
          in any case                   | zETA   | Zeta 3,zeta_2,Zeta 1
          a part of the name            | eta 1  | Zeta 1
          an underscore is no wildcard  | zeta_  | zeta_2
          a percent sign is no wildcard | z%a    |
          """)
  void list(String why, String q, String names) {
    saved("Zeta 1", scope("all"));
    saved("zeta_2", scope("all"));
    saved("Zeta 3", scope("all"));

    assertThat(tables.list(q, null, MANY).stream().map(SavedQueryListed::name))
        .containsExactlyElementsOf(names == null ? List.of() : Arrays.asList(names.split(",", -1)));
  }

  @Test
  void pages_meet_without_a_gap_or_a_repetition() {
    for (int n = 0; n < 7; n++) {
      saved("page", scope("all"));
    }
    var all = tables.list("page", null, MANY).stream().map(SavedQueryListed::id).toList();

    var paged = new ArrayList<UUID>();
    UUID before = null;
    List<UUID> page;
    do {
      page = tables.list("page", before, 3).stream().map(SavedQueryListed::id).toList();
      paged.addAll(page);
      before = page.isEmpty() ? null : page.getLast();
    } while (!page.isEmpty());

    assertThat(all).hasSize(7).doesNotHaveDuplicates();
    assertThat(paged).isEqualTo(all);
  }

  /** However the events are cut into batches. */
  @ParameterizedTest
  @CsvSource({"1", "2", "3", "100"})
  void many_events_at_once_give_the_rows_of_one_after_the_other(int batch) {
    var changed = Ids.next();
    var deleted = Ids.next();
    var wide = new SavedQueryRules.Draft("wide", "", "SELECT 3", hosts(20_001));
    var events = new ArrayList<SavedQueryEvent>();
    events.addAll(SavedQueryRules.create(deleted, draft("deleted"), "olga", NOW));
    events.addAll(SavedQueryRules.create(changed, draft("changed"), "olga", NOW));
    events.add(new SavedQueryDeleted(deleted, "olga", NOW));
    events.addAll(SavedQueryRules.change(SavedQuery.of(events.subList(1, 2)), wide, "bob", NOW));

    for (int from = 0; from < events.size(); from += batch) {
      tables.project(events.subList(from, Math.min(from + batch, events.size())));
    }

    assertThat(tables.find(deleted)).isEmpty();
    assertThat(tables.find(changed).orElseThrow().draft()).isEqualTo(wide);
  }

  private UUID saved(String name, Target scope) {
    var id = Ids.next();
    var draft = new SavedQueryRules.Draft(name, "", "SELECT 1", scope);
    tables.project(SavedQueryRules.create(id, draft, "olga", NOW));
    return id;
  }

  private void change(UUID id, SavedQueryRules.Draft draft, String by) {
    tables.project(SavedQueryRules.change(tables.find(id).orElseThrow(), draft, by, NOW));
  }

  private static SavedQueryRules.Draft draft(String name) {
    return new SavedQueryRules.Draft(name, "", "SELECT 1", new Target.Fleet());
  }

  private static Target scope(String type) {
    return switch (type) {
      case "hosts" -> hosts(2);
      case "os_in" -> new Target.OsIn(List.of("linux", "windows"));
      default -> new Target.Fleet();
    };
  }

  private static Target hosts(int count) {
    return new Target.Hosts(Stream.generate(UUID::randomUUID).limit(count).toList());
  }
}
