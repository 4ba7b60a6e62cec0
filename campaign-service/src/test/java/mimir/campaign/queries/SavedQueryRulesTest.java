package mimir.campaign.queries;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.campaign.targets.Target;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.campaign.SavedQueryEvent;
import mimir.contracts.campaign.SavedQueryEvent.SavedQueryChanged;
import mimir.contracts.campaign.SavedQueryEvent.SavedQueryDeleted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SavedQueryRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");
  private static final UUID ID = UUID.fromString("01900000-0000-7000-8000-000000000001");
  private static final int KAFKA_RECORD_MAX = 1_048_576;

  /** {@code n*x} is n times the letter x; {@code nul}, {@code half} and {@code blank} say it. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                              | name   | description | sql     | scope | field
          Q-4 the least that is needed      | 1*n    |             | 1*x     | all   |
          Q-4 no name                       |        |             | 1*x     | all   | name
          Q-4 a blank name                  | blank  |             | 1*x     | all   | name
          Q-4 200 letters of name           | 200*n  |             | 1*x     | all   |
          Q-4 201 letters of name           | 201*n  |             | 1*x     | all   | name
          Q-4 blanks around do not count    | padded |             | 1*x     | all   |
          Q-4 a NUL in the name             | nul    |             | 1*x     | all   | name
          Q-4 half a letter in the name     | half   |             | 1*x     | all   | name
          Q-4 2,000 letters of description  | 1*n    | 2000*d      | 1*x     | all   |
          Q-4 2,001 letters of description  | 1*n    | 2001*d      | 1*x     | all   | description
          Q-4 a NUL in the description      | 1*n    | nul         | 1*x     | all   | description
          Q-4 half a letter in it           | 1*n    | half        | 1*x     | all   | description
          Q-4 no sql                        | 1*n    |             |         | all   | sql
          Q-4 blank sql                     | 1*n    |             | blank   | all   | sql
          G-1 64 KiB of sql                 | 1*n    |             | 65536*x | all   |
          G-1 64 KiB and a byte             | 1*n    |             | 65537*x | all   | sql
          G-1 64 KiB are bytes, not letters | 1*n    |             | 32769*ä | all   | sql
          G-1 a NUL in the sql              | 1*n    |             | nul     | all   | sql
          G-1 half a letter in the sql      | 1*n    |             | half    | all   | sql
          Q-4 no scope                      | 1*n    |             | 1*x     |       | scope
          Q-4 hosts                         | 1*n    |             | 1*x     | 1     |
          Q-4 100,000 hosts                 | 1*n    |             | 1*x     | 100000 |
          Q-4 100,001 hosts                 | 1*n    |             | 1*x     | 100001 | host_ids
          Q-4 no hosts                      | 1*n    |             | 1*x     | 0     | host_ids
          Q-4 a platform                    | 1*n    |             | 1*x     | linux |
          Q-4 an unknown platform           | 1*n    |             | 1*x     | plan9 | os
          """)
  void fields(String why, String name, String description, String sql, String scope, String field) {
    var request = new SavedQueryRequest(text(name), text(description), text(sql), scope(scope));

    if (field == null) {
      assertThat(SavedQueryRules.draft(request).sql()).isEqualTo(request.sql());
    } else {
      assertThatThrownBy(() -> SavedQueryRules.draft(request))
          .isInstanceOfSatisfying(
              Refused.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FIELD);
                assertThat(e.extras()).containsEntry("field", field);
              });
    }
  }

  @Test
  void nothing_at_all_is_no_query() {
    assertThatThrownBy(() -> SavedQueryRules.draft(null)).isInstanceOf(Refused.class);
  }

  @Test
  void a_name_is_stripped_and_the_rest_is_kept_as_typed() {
    var request =
        new SavedQueryRequest(" a name\t", " as typed ", " SELECT 1 -- ü\n", new Target.Fleet());

    assertThat(SavedQueryRules.draft(request))
        .isEqualTo(
            new SavedQueryRules.Draft(
                "a name", " as typed ", " SELECT 1 -- ü\n", new Target.Fleet()));
  }

  @Test
  void a_description_that_is_left_out_is_empty() {
    var request = new SavedQueryRequest("n", null, "SELECT 1", new Target.Fleet());

    assertThat(SavedQueryRules.draft(request).description()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                          | exists | by    | admin | refused
          P-6 the owner                 | true   | olga  | false |
          P-6 an admin                  | true   | alice | true  |
          P-6 the owner, an admin now   | true   | olga  | true  |
          P-6 somebody else             | true   | oscar | false | FORBIDDEN
          P-6 the owner in capitals     | true   | OLGA  | false | FORBIDDEN
          Q-4 none, for anybody         | false  | oscar | false | NOT_FOUND
          Q-4 none, for an admin        | false  | alice | true  | NOT_FOUND
          """)
  void whoever_may_change_it(
      String why, boolean exists, String by, boolean admin, ErrorCode refused) {
    var saved = exists ? saved(new Target.Fleet()) : null;

    if (refused == null) {
      SavedQueryRules.authorizeChange(saved, by, admin);
    } else {
      assertThatThrownBy(() -> SavedQueryRules.authorizeChange(saved, by, admin))
          .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.code()).isEqualTo(refused));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                    | name | description | sql | scope | changes
          the same as it is       | n    | d           | s   | all   | false
          another name            | m    | d           | s   | all   | true
          another description     | n    | e           | s   | all   | true
          another sql             | n    | d           | t   | all   | true
          one blank more          | n    | d           | 's ' | all   | true
          another scope           | n    | d           | s   | linux | true
          """)
  void a_change_that_changes_nothing_is_no_event(
      String why, String name, String description, String sql, String scope, boolean changes) {
    var draft = new SavedQueryRules.Draft(name, description, sql, scope(scope));

    var events = SavedQueryRules.change(saved(new Target.Fleet()), draft, "alice", NOW);

    assertThat(events).hasSize(changes ? 1 : 0).hasOnlyElementsOfType(SavedQueryChanged.class);
  }

  @Test
  void a_change_keeps_the_owner_and_tells_who_changed_it() {
    var before = saved(new Target.Fleet());
    var draft = new SavedQueryRules.Draft("m", "e", "t", new Target.OsIn(List.of("linux")));
    var later = NOW.plusSeconds(5);

    var event = SavedQueryRules.change(before, draft, "alice", later).getFirst();

    assertThat(SavedQuery.after(before, event))
        .isEqualTo(
            new SavedQuery(
                ID, "m", "e", "t", new Target.OsIn(List.of("linux")), "olga", NOW, "alice", later));
  }

  @Test
  void a_deletion_tells_who_and_when() {
    assertThat(SavedQueryRules.delete(saved(new Target.Fleet()), "alice", NOW))
        .containsExactly(new SavedQueryDeleted(ID, "alice", NOW));
  }

  /** Of as many hosts as the first column says. */
  @ParameterizedTest(name = "{0} hosts")
  @CsvSource({"1,1", "9999,1", "10000,1", "10001,2", "20000,2", "100000,10"})
  void a_scope_of_many_hosts_is_told_in_parts_and_read_as_a_whole(int hosts, int parts) {
    var draft = new SavedQueryRules.Draft("n", "d", "s", scope(Integer.toString(hosts)));

    var created = SavedQueryRules.create(ID, draft, "olga", NOW);
    var changed = SavedQueryRules.change(saved(new Target.Fleet()), draft, "olga", NOW);

    assertThat(created).hasSize(parts);
    assertThat(changed).hasSize(parts);
    assertThat(SavedQuery.of(created).draft()).isEqualTo(draft);
    assertThat(
            SavedQuery.of(
                    Stream.of(
                            SavedQueryRules.create(
                                ID,
                                new SavedQueryRules.Draft("o", "", "o", scope("20001")),
                                "olga",
                                NOW),
                            changed)
                        .flatMap(List::stream)
                        .toList())
                .draft())
        .isEqualTo(draft);
  }

  /** A record that is too large for Kafka would stop every event behind it. */
  @Test
  void the_largest_event_fits_into_a_kafka_record() {
    // A control character is six bytes of JSON, and one of a name, a description, or the SQL.
    var draft =
        new SavedQueryRules.Draft(
            "\u0001".repeat(SavedQueryRules.NAME_MAX),
            "\u0001".repeat(SavedQueryRules.DESCRIPTION_MAX),
            "\u0001".repeat(SavedQueryRules.SQL_BYTES_MAX),
            scope(Integer.toString(Target.HOSTS_MAX)));

    assertThat(SavedQueryRules.create(ID, draft, "olga", NOW))
        .allSatisfy(
            event ->
                assertThat(SavedQueryEvent.CODEC.encodeText(event).getBytes(UTF_8).length)
                    .isLessThan(KAFKA_RECORD_MAX * 9 / 10));
  }

  private static SavedQuery saved(Target scope) {
    return new SavedQuery(ID, "n", "d", "s", scope, "olga", NOW, null, null);
  }

  private static String text(String cell) {
    return switch (cell) {
      case null -> null;
      case "nul" -> "a\0b";
      case "half" -> "a\ud800b";
      case "blank" -> " \t\n";
      case "padded" -> " ".repeat(300) + "n".repeat(200) + "\n";
      default -> {
        var parts = cell.split("\\*", 2);
        yield parts[1].repeat(Integer.parseInt(parts[0]));
      }
    };
  }

  private static Target scope(String cell) {
    return switch (cell) {
      case null -> null;
      case "all" -> new Target.Fleet();
      case "linux", "plan9" -> new Target.OsIn(List.of(cell));
      default ->
          new Target.Hosts(
              Stream.generate(UUID::randomUUID).limit(Integer.parseInt(cell)).toList());
    };
  }
}
