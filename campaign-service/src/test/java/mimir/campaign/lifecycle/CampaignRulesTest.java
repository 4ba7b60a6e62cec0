package mimir.campaign.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.campaign.targets.Target;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.CampaignKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CampaignRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");
  private static final UUID CAMPAIGN = UUID.fromString("01900000-0000-7000-8000-000000000001");
  private static final UUID QUERY = UUID.fromString("01900000-0000-7000-8000-000000000002");
  private static final String SQL = "SELECT pid FROM processes";

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
    check(() -> CampaignRules.authorizeLaunch(target(target), admin, capability), refused);
  }

  /** {@code n*x} is n times the letter x; {@code nul} and {@code blank} say what they are. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                               | name  | sql       | window | target | field
          L-3 the least that is needed       |       | 1*x       |        | all    |
          L-3 no sql                         |       |           |        | all    | sql
          L-3 blank sql                      |       | blank     |        | all    | sql
          G-1 64 KiB of sql                  |       | 65536*x   |        | all    |
          G-1 64 KiB and a byte              |       | 65537*x   |        | all    | sql
          G-1 64 KiB are bytes, not letters  |       | 32769*ä   |        | all    | sql
          a NUL in the sql                   |       | nul       |        | all    | sql
          L-1 no window                      |       | 1*x       | 0      | all    | live_window_minutes
          L-1 a negative window              |       | 1*x       | -1     | all    | live_window_minutes
          L-1 a minute                       |       | 1*x       | 1      | all    |
          L-1 a day                          |       | 1*x       | 1440   | all    |
          L-1 a day and a minute             |       | 1*x       | 1441   | all    | live_window_minutes
          200 letters of name                | 200*n | 1*x       |        | all    |
          201 letters of name                | 201*n | 1*x       |        | all    | name
          a NUL in the name                  | nul   | 1*x       |        | all    | name
          T-1 no target                      |       | 1*x       |        | none   | target
          T-1 no ids                         |       | 1*x       |        | 0      | host_ids
          T-1 ids are null                   |       | 1*x       |        | null   | host_ids
          T-1 a null among the ids           |       | 1*x       |        | hole   | host_ids
          T-1 one id                         |       | 1*x       |        | 1      |
          T-1 100,000 ids                    |       | 1*x       |        | 100000 |
          T-1 100,001 ids                    |       | 1*x       |        | 100001 | host_ids
          """)
  void launch_fields(
      String why, String name, String sql, Integer window, String target, String field) {
    var request = new LaunchRequest(text(name), text(sql), target(target), window);

    if (field == null) {
      assertThat(CampaignRules.payload(request, NOW).sql()).isEqualTo(text(sql));
    } else {
      assertThatThrownBy(() -> CampaignRules.payload(request, NOW))
          .isInstanceOfSatisfying(
              Refused.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FIELD);
                assertThat(e.extras()).containsEntry("field", field);
              });
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                      | asked    | sql                            | name
          L-3 the first table       |          | SELECT 1 FROM users            | users · 2026-11-20 10:15
          L-3 blank counts as none  | blank    | SELECT 1 FROM users            | users · 2026-11-20 10:15
          L-3 the first of two      |          | SELECT 1 FROM a JOIN b         | a · 2026-11-20 10:15
          L-3 lower case            |          | select 1 from "etc_hosts"      | etc_hosts · 2026-11-20 10:15
          L-3 another quotation     |          | select 1 from [etc_hosts]      | etc_hosts · 2026-11-20 10:15
          L-3 over two lines        |          | select 1 from\\n\\tcpu_time      | cpu_time · 2026-11-20 10:15
          L-3 no table              |          | SELECT 1                       | query · 2026-11-20 10:15
          the name as asked         | Who is   | SELECT 1 FROM users            | Who is
          """)
  void the_name(String why, String asked, String sql, String name) {
    var request =
        new LaunchRequest(
            text(asked), sql.translateEscapes().translateEscapes(), new Target.Fleet(), null);

    assertThat(CampaignRules.payload(request, NOW).name()).isEqualTo(name);
  }

  @Test
  void the_live_window_is_ten_minutes_when_nobody_says() {
    var payload =
        CampaignRules.payload(new LaunchRequest(null, SQL, new Target.Fleet(), null), NOW);

    assertThat(payload.liveWindow()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void an_os_filter_is_refused_with_the_documented_sentence() {
    var request = new LaunchRequest(null, SQL, new Target.OsIn(List.of("linux")), null);

    assertThatThrownBy(() -> CampaignRules.payload(request, NOW))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OS_FILTER_UNSUPPORTED))
        .hasMessage(
            "Campaigns don't yet support OS-filtered targets — pick Fleet or specific hosts"
                + " instead.");
  }

  @Test
  void a_launch_freezes_the_payload_as_typed() {
    var odd = "  SELECT ';--' AS \"ü\"\n\tFROM users ;  ";
    var payload =
        CampaignRules.payload(new LaunchRequest(" sweep ", odd, new Target.Fleet(), 5), NOW);

    var launched = CampaignRules.launch(CAMPAIGN, QUERY, payload, 3, "alice", NOW, 7, 11);

    assertThat(launched.queries()).containsExactly(new FrozenQuery(QUERY, "osquery", odd));
    assertThat(launched.name()).isEqualTo("sweep");
    assertThat(launched.kind()).isEqualTo(CampaignKind.OSQUERY);
    assertThat(launched.by()).isEqualTo("alice");
    assertThat(launched.launchedAt()).isEqualTo(NOW);
    assertThat(launched.liveUntil()).isEqualTo(NOW.plus(Duration.ofMinutes(5)));
    assertThat(launched.target()).isEqualTo(new FrozenTarget("all", 3));
    assertThat(launched.assignedHosts()).isEqualTo(3);
    assertThat(launched.perHostCap()).isEqualTo(7);
    assertThat(launched.campaignCap()).isEqualTo(11);
  }

  @Test
  void nobody_left_is_no_targets() {
    var payload =
        CampaignRules.payload(new LaunchRequest(null, SQL, new Target.Fleet(), null), NOW);

    check(
        () -> CampaignRules.launch(CAMPAIGN, QUERY, payload, 0, "alice", NOW, 7, 11),
        ErrorCode.NO_TARGETS);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                              | campaign | reason | refused
          V-9 an active one                 | active   | 4*r    |
          V-9 without a reason              | active   |        |
          V-9 1,000 letters of reason       | active   | 1000*r |
          V-9 1,001 letters of reason       | active   | 1001*r | INVALID_FIELD
          V-9 a stopped one                 | stopped  | 4*r    | NOT_ACTIVE
          V-9 an archived one               | archived | 4*r    | NOT_ACTIVE
          one that does not exist           |          | 4*r    | NOT_FOUND
          """)
  void stop(String why, String campaign, String reason, ErrorCode refused) {
    var asked = text(reason);

    if (refused == null) {
      assertThat(CampaignRules.stop(campaign(campaign), "alice", asked, true, NOW))
          .isEqualTo(new CampaignStopped(CAMPAIGN, "alice", asked == null ? "" : asked, true, NOW));
    } else {
      check(() -> CampaignRules.stop(campaign(campaign), "alice", asked, true, NOW), refused);
    }
  }

  @Test
  void a_refused_stop_names_the_moment_of_the_first_one() {
    var stopped = new Campaign.Stopped(CAMPAIGN, NOW);

    assertThatThrownBy(() -> CampaignRules.stop(stopped, "alice", null, false, NOW))
        .hasMessage("The campaign was stopped at 2026-11-20T10:15:30Z.");
  }

  private static void check(Runnable rule, ErrorCode refused) {
    if (refused == null) {
      rule.run();
    } else {
      assertThatThrownBy(rule::run)
          .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.code()).isEqualTo(refused));
    }
  }

  private static Campaign campaign(String text) {
    return switch (text) {
      case "active" -> new Campaign.Active(CAMPAIGN);
      case "stopped" -> new Campaign.Stopped(CAMPAIGN, NOW);
      case "archived" -> new Campaign.Archived(CAMPAIGN);
      case null, default -> null;
    };
  }

  private static Target target(String text) {
    return switch (text) {
      case "none" -> null;
      case "all" -> new Target.Fleet();
      case "null" -> new Target.Hosts(null);
      case "hole" -> new Target.Hosts(Arrays.asList(UUID.randomUUID(), null));
      case "hosts" -> new Target.Hosts(List.of(UUID.randomUUID()));
      default -> new Target.Hosts(ids(Integer.parseInt(text)));
    };
  }

  private static List<UUID> ids(int count) {
    return new ArrayList<>(Stream.generate(() -> CAMPAIGN).limit(count).toList());
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
