package mimir.campaign.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.campaign.lifecycle.LaunchRules.Caps;
import mimir.campaign.lifecycle.LaunchRules.Ids;
import mimir.campaign.lifecycle.LaunchRules.Saved;
import mimir.campaign.targets.Target;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.CampaignEvent.SavedQueryReference;
import mimir.contracts.campaign.CampaignEvent.Warning;
import mimir.contracts.campaign.CampaignKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaunchRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");
  private static final UUID CAMPAIGN = UUID.fromString("01900000-0000-7000-8000-000000000001");
  private static final UUID QUERY = UUID.fromString("01900000-0000-7000-8000-000000000002");
  private static final String SQL = "SELECT pid FROM processes";
  private static final Target FLEET = new Target.Fleet();
  private static final Target ONE_HOST = new Target.Hosts(List.of(CAMPAIGN));
  private static final Saved SAVED =
      new Saved(new SavedQueryReference(QUERY, "listeners"), "SELECT 1 FROM users", ONE_HOST);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                                  | target | admin | capability | refused
          P-3 an admin asks the fleet           | all    | true  | false      |
          P-3 an admin asks hosts               | hosts  | true  | false      |
          P-4 the fleet without the capability  | all    | false | false      | CAPABILITY_REQUIRED
          P-3 the fleet with the capability     | all    | false | true       | FORBIDDEN
          P-3 hosts without the capability      | hosts  | false | false      | FORBIDDEN
          P-3 hosts with the capability         | hosts  | false | true       | FORBIDDEN
          P-3 no target at all                  | none   | false | false      | FORBIDDEN
          """)
  void authorisation(
      String why, String target, boolean admin, boolean capability, ErrorCode refused) {
    check(() -> LaunchRules.authorize(target(target), admin, capability), refused);
  }

  /** {@code n*x} is n times the letter x; {@code nul} and {@code blank} say what they are. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                               | name  | sql       | window | expires              | field
          L-3 the least that is needed       |       | 1*x       |        |                      |
          L-3 no sql                         |       |           |        |                      | sql
          L-3 blank sql                      |       | blank     |        |                      | sql
          G-1 64 KiB of sql                  |       | 65536*x   |        |                      |
          G-1 64 KiB and a byte              |       | 65537*x   |        |                      | sql
          G-1 64 KiB are bytes, not letters  |       | 32769*ä   |        |                      | sql
          a NUL in the sql                   |       | nul       |        |                      | sql
          L-1 no window                      |       | 1*x       | 0      |                      | live_window_minutes
          L-1 a negative window              |       | 1*x       | -1     |                      | live_window_minutes
          L-1 a minute                       |       | 1*x       | 1      |                      |
          L-1 a day                          |       | 1*x       | 1440   |                      |
          L-1 a day and a minute             |       | 1*x       | 1441   |                      | live_window_minutes
          200 letters of name                | 200*n | 1*x       |        |                      |
          201 letters of name                | 201*n | 1*x       |        |                      | name
          a NUL in the name                  | nul   | 1*x       |        |                      | name
          A-9 expires in a second            |       | 1*x       |        | 2026-11-20T10:15:31Z |
          A-9 expires in ten years           |       | 1*x       |        | 2036-11-19T10:15:30Z |
          A-9 expires in eleven years        |       | 1*x       |        | 2037-11-20T10:15:30Z | expires_at
          A-9 expires now                    |       | 1*x       |        | 2026-11-20T10:15:30Z | expires_at
          A-9 expired yesterday              |       | 1*x       |        | 2026-11-19T10:15:30Z | expires_at
          """)
  void launch_fields(
      String why, String name, String sql, Integer window, Instant expires, String field) {
    var request = new LaunchRequest(text(name), text(sql), null, null, FLEET, window, expires);

    if (field == null) {
      assertThat(LaunchRules.payload(request, null, NOW).sql()).isEqualTo(text(sql));
    } else {
      refusedField(request, null, field);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                                  | sql      | saved   | use_saved | target | field            | asked
          L-3 typed                             | SELECT 1 |         |           | all    |                  | all
          L-3 saved, target of the request      |          | known   |           | all    |                  | all
          L-3 saved, target of the request      |          | known   | false     | all    |                  | all
          L-3 saved, its own target             |          | known   | true      |        |                  | hosts
          both SQL and saved                    | SELECT 1 | known   |           | all    | sql              |
          a saved query that does not exist     |          | unknown |           | all    | saved_query_id   |
          its own target of nothing saved       | SELECT 1 |         | true      |        | use_saved_target |
          both targets                          |          | known   | true      | all    | target           |
          """)
  void where_sql_and_target_come_from(
      String why,
      String sql,
      String saved,
      Boolean useSaved,
      String target,
      String field,
      String asked) {
    var known = "known".equals(saved) ? SAVED : null;
    var request =
        new LaunchRequest(
            null,
            sql,
            saved == null ? null : QUERY,
            useSaved,
            target == null ? null : FLEET,
            null,
            null);

    if (field == null) {
      var payload = LaunchRules.payload(request, known, NOW);
      assertThat(payload.target().type()).isEqualTo(asked);
      assertThat(payload.target()).isEqualTo(LaunchRules.target(request, known));
      assertThat(payload.sql()).isEqualTo(known == null ? sql : known.sql());
      assertThat(payload.savedQuery()).isEqualTo(known == null ? null : known.reference());
    } else {
      refusedField(request, known, field);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                      | asked | tables      | name
          L-3 the first table       |       | users       | users · 2026-11-20 10:15
          L-3 blank counts as none  | blank | users       | users · 2026-11-20 10:15
          L-3 the first of two      |       | users,hash  | users · 2026-11-20 10:15
          L-3 no table              |       |             | query · 2026-11-20 10:15
          the name as asked         | Who   | users       | Who
          """)
  void the_name(String why, String asked, String tables, String name) {
    var payload = LaunchRules.payload(request(text(asked), SQL, null), null, NOW);
    List<String> read = tables == null ? List.of() : List.of(tables.split(","));

    assertThat(LaunchRules.name(payload, read, NOW)).isEqualTo(name);
  }

  @Test
  void the_live_window_is_ten_minutes_when_nobody_says() {
    assertThat(LaunchRules.payload(request(null, SQL, null), null, NOW).liveWindow())
        .isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void a_launch_freezes_the_payload_as_typed() {
    var odd = "  SELECT ';--' AS \"ü\"\n\tFROM users ;  ";
    var expires = NOW.plusSeconds(60);
    var payload =
        LaunchRules.payload(
            new LaunchRequest(" sweep ", odd, null, null, FLEET, 5, expires), null, NOW);
    var warning = new Warning("table_not_on_platform", "none of them");

    var launched =
        LaunchRules.launch(
            new Ids(CAMPAIGN, QUERY),
            payload,
            "sweep",
            3,
            List.of(warning),
            "alice",
            NOW,
            new Caps(7, 11));

    assertThat(launched.queries()).containsExactly(new FrozenQuery(QUERY, "osquery", odd));
    assertThat(launched.name()).isEqualTo("sweep");
    assertThat(launched.kind()).isEqualTo(CampaignKind.OSQUERY);
    assertThat(launched.by()).isEqualTo("alice");
    assertThat(launched.launchedAt()).isEqualTo(NOW);
    assertThat(launched.liveUntil()).isEqualTo(NOW.plus(Duration.ofMinutes(5)));
    assertThat(launched.expiresAt()).isEqualTo(expires);
    assertThat(launched.target()).isEqualTo(new FrozenTarget("all", 3));
    assertThat(launched.assignedHosts()).isEqualTo(3);
    assertThat(launched.perHostCap()).isEqualTo(7);
    assertThat(launched.campaignCap()).isEqualTo(11);
    assertThat(launched.warnings()).containsExactly(warning);
  }

  @Test
  void nobody_left_is_no_targets() {
    var payload = LaunchRules.payload(request(null, SQL, null), null, NOW);

    check(
        () ->
            LaunchRules.launch(
                new Ids(CAMPAIGN, QUERY),
                payload,
                "x",
                0,
                List.of(),
                "alice",
                NOW,
                new Caps(7, 11)),
        ErrorCode.NO_TARGETS);
  }

  private static LaunchRequest request(String name, String sql, Integer window) {
    return new LaunchRequest(name, sql, null, null, FLEET, window, null);
  }

  private static void refusedField(LaunchRequest request, Saved saved, String field) {
    assertThatThrownBy(() -> LaunchRules.payload(request, saved, NOW))
        .isInstanceOfSatisfying(
            Refused.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FIELD);
              assertThat(e.extras()).containsEntry("field", field);
            });
  }

  private static void check(Runnable rule, ErrorCode refused) {
    if (refused == null) {
      rule.run();
    } else {
      assertThatThrownBy(rule::run)
          .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.code()).isEqualTo(refused));
    }
  }

  private static Target target(String text) {
    return switch (text) {
      case "all" -> FLEET;
      case "hosts" -> ONE_HOST;
      default -> null;
    };
  }

  private static String text(String cell) {
    return switch (cell) {
      case null -> null;
      case "nul" -> "a\0b";
      case "blank" -> " \t\n";
      case String times when times.contains("*") ->
          times
              .substring(times.indexOf('*') + 1)
              .repeat(Integer.parseInt(times.substring(0, times.indexOf('*'))));
      default -> cell;
    };
  }
}
