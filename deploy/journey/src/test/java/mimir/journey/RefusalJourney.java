package mimir.journey;

import static mimir.journey.RunningSystem.FLEET;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mimir.contracts.ErrorCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every no of campaigns and queries as a person gets it: one row a case, in RFC 9457's form. */
@Order(1)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RefusalJourney {
  /** What MIMIR_MAX_CONCURRENT_HUNTS is when nobody says otherwise. */
  private static final int SLOTS = 5;

  /** Codes of other surfaces, and those that no request brings about at will. */
  private static final Set<ErrorCode> ELSEWHERE =
      EnumSet.of(
          ErrorCode.BAD_CREDENTIALS,
          ErrorCode.TOO_MANY_ATTEMPTS,
          ErrorCode.TOO_MANY_STREAMS,
          ErrorCode.NOT_CANCELLABLE,
          ErrorCode.USER_EXISTS,
          ErrorCode.UNKNOWN_FLAG,
          ErrorCode.NOT_CONFIGURED,
          ErrorCode.REBUILD_RUNNING,
          ErrorCode.ROWS_DROPPED,
          ErrorCode.CHANGED_MEANWHILE,
          ErrorCode.RELEASE_EXISTS,
          ErrorCode.NOT_APPROVED,
          ErrorCode.ROLLOUT_ACTIVE,
          ErrorCode.SECOND_PERSON_REQUIRED,
          ErrorCode.INVALID_SIGNATURE,
          ErrorCode.SHA256_MISMATCH,
          ErrorCode.INTERNAL_ERROR,
          ErrorCode.UPSTREAM_UNAVAILABLE,
          ErrorCode.UPSTREAM_OVERLOADED,
          ErrorCode.UPSTREAM_TIMEOUT);

  /**
   * The first rows want a system without a host. {@code S} is a statement that may be launched;
   * {@code tells} are members of the answer and their values.
   */
  private static final String TABLE =
      """
      code                         | given   | who        | call                                        | header                     | tells                     | body
      no_targets                   | no host | admin      | POST /api/v1/campaigns                      |                            |                           | {"sql":"S","target":{"type":"all"}}
      campaigns_disabled           | off     | admin      | POST /api/v1/campaigns                      |                            |                           | {"sql":"S","target":{"type":"all"}}
      capability_required          | off     | operator   | POST /api/v1/campaigns                      |                            |                           | {"sql":"S","target":{"type":"all"}}
      campaigns_disabled           | off     | admin      | POST /api/v1/campaigns                      |                            |                           | {"sql":"no SQL","target":{"type":"os_in","os":["linux"]}}
      unauthenticated              |         | anonymous  | GET /api/v1/campaigns                       |                            |                           |
      unauthenticated              |         | anonymous  | POST /api/v1/campaigns                      |                            |                           | {"sql":"S","target":{"type":"all"}}
      unauthenticated              |         | anonymous  | POST /api/v1/sql/check                      |                            |                           | {"sql":"S"}
      unauthenticated              |         | anonymous  | GET /api/v1/campaigns                       | Authorization: Bearer x    |                           |
      capability_required          |         | operator   | POST /api/v1/campaigns                      |                            |                           | {"sql":"S","target":{"type":"all"}}
      forbidden                    |         | operator   | POST /api/v1/campaigns                      |                            |                           | {"sql":"S","target":{"type":"hosts","host_ids":["HOST"]}}
      forbidden                    |         | capability | POST /api/v1/campaigns                      |                            |                           | {"sql":"S","target":{"type":"all"}}
      forbidden                    |         | operator   | POST /api/v1/campaigns/ACTIVE/stop          |                            |                           | {}
      forbidden                    |         | capability | POST /api/v1/campaigns/STOPPED/archive      |                            |                           |
      forbidden                    |         | operator   | PUT /api/v1/saved-queries/SAVED             |                            |                           | {"name":"mine now","sql":"S","scope":{"type":"all"}}
      forbidden                    |         | operator   | DELETE /api/v1/saved-queries/SAVED          |                            |                           |
      forbidden                    |         | operator   | GET /api/v1/audit                           |                            |                           |
      forbidden                    |         | operator   | DELETE /api/v1/campaigns/ACTIVE/rows        |                            |                           |
      still_active                 |         | admin      | DELETE /api/v1/campaigns/ACTIVE/rows        |                            |                           |
      not_found                    |         | admin      | DELETE /api/v1/campaigns/NOBODY/rows        |                            |                           |
      csrf_required                |         | admin      | POST /api/v1/campaigns                      | X-CSRF-Token:              |                           | {"sql":"S","target":{"type":"all"}}
      csrf_required                |         | admin      | POST /api/v1/campaigns/ACTIVE/stop          | X-CSRF-Token: wrong        |                           | {}
      csrf_required                |         | operator   | DELETE /api/v1/saved-queries/SAVED          | X-CSRF-Token:              |                           |
      not_found                    |         | operator   | GET /api/v1/campaigns/NOBODY                |                            |                           |
      not_found                    |         | anonymous  | GET /api/v1/session/oidc                    |                            |                           |
      not_found                    |         | operator   | GET /api/v1/campaigns/NOBODY/launch-request |                            |                           |
      not_found                    |         | admin      | POST /api/v1/campaigns/NOBODY/stop          |                            |                           | {}
      not_found                    |         | admin      | POST /api/v1/campaigns/NOBODY/archive       |                            |                           |
      not_found                    |         | operator   | GET /api/v1/saved-queries/NOBODY            |                            |                           |
      not_found                    |         | admin      | DELETE /api/v1/saved-queries/NOBODY         |                            |                           |
      not_found                    |         | admin      | GET /api/v1/campaigns/ACTIVE/nothing        |                            |                           |
      not_found                    |         | operator   | GET /api/v1/campaigns/NOBODY/pending-hosts  |                            |                           |
      not_found                    |         | operator   | GET /api/v1/campaigns/NOBODY/audit          |                            |                           |
      not_found                    |         | operator   | GET /api/v1/campaigns/NOBODY/stream         |                            |                           |
      malformed_request            |         | admin      | POST /api/v1/campaigns                      |                            |                           | {"sql"
      malformed_request            |         | admin      | POST /api/v1/campaigns                      |                            |                           | {"sql":"S","target":{"type":"all"},"status":"stopped"}
      malformed_request            |         | admin      | POST /api/v1/campaigns                      |                            |                           | {"sql":{},"target":{"type":"all"}}
      malformed_request            |         | operator   | POST /api/v1/targets/preview                |                            |                           | {"target":{"type":"somebody"}}
      malformed_request            |         | operator   | GET /api/v1/../v1/campaigns                 |                            |                           |
      invalid_field                |         | admin      | POST /api/v1/campaigns                      |                            | field=sql                 | {"target":{"type":"all"}}
      invalid_field                |         | admin      | POST /api/v1/campaigns                      |                            | field=target              | {"sql":"S"}
      invalid_field                |         | admin      | POST /api/v1/campaigns                      |                            | field=host_ids            | {"sql":"S","target":{"type":"hosts","host_ids":[]}}
      invalid_field                |         | admin      | POST /api/v1/campaigns                      |                            | field=live_window_minutes | {"sql":"S","target":{"type":"all"},"live_window_minutes":1441}
      invalid_field                |         | admin      | POST /api/v1/campaigns                      |                            | field=expires_at          | {"sql":"S","target":{"type":"all"},"expires_at":"2020-01-01T00:00:00Z"}
      invalid_field                |         | admin      | POST /api/v1/campaigns                      |                            | field=name                | {"sql":"S","target":{"type":"all"},"name":"a\\u0000b"}
      invalid_field                |         | admin      | POST /api/v1/campaigns                      |                            | field=saved_query_id      | {"saved_query_id":"NOBODY","target":{"type":"all"}}
      invalid_field                |         | admin      | POST /api/v1/campaigns                      |                            | field=use_saved_target    | {"sql":"S","use_saved_target":true}
      invalid_field                |         | admin      | POST /api/v1/campaigns                      | Idempotency-Key: two words | field=Idempotency-Key     | {"sql":"S","target":{"type":"all"}}
      invalid_field                |         | operator   | GET /api/v1/campaigns?kind=all              |                            | field=kind                |
      invalid_field                |         | operator   | GET /api/v1/campaigns?limit=501             |                            | field=limit               |
      invalid_field                |         | operator   | POST /api/v1/targets/preview                |                            | field=os                  | {"target":{"type":"os_in","os":["plan9"]}}
      invalid_field                |         | operator   | POST /api/v1/saved-queries                  |                            | field=scope               | {"name":"n","sql":"S"}
      invalid_field                |         | admin      | GET /api/v1/audit?since=yesterday           |                            | field=since               |
      nothing_to_match             |         | admin      | POST /api/v1/hunts                          |                            |                           | {"indicators":[{"value":"https://evil.example/x"}],"target":{"type":"all"}}
      nothing_to_match             |         | capability | POST /api/v1/hunts/quick                    |                            |                           | {"value":"https://evil.example/x"}
      host_cap_exceeded            |         | operator   | POST /api/v1/hunts                          |                            | host_cap=50               | {"indicators":[{"value":"192.0.2.1"}],"target":{"type":"hosts","host_ids":[MANY]}}
      capability_required          |         | operator   | POST /api/v1/hunts/quick                    |                            |                           | {"value":"192.0.2.1"}
      forbidden                    |         | operator   | POST /api/v1/hunts/NOBODY/cancel            |                            |                           |
      not_found                    |         | operator   | GET /api/v1/hunts/NOBODY/results            |                            |                           |
      not_found                    |         | operator   | PUT /api/v1/alerts/NOBODY/acknowledge       |                            |                           |
      capability_required          |         | operator   | POST /api/v1/queries                        |                            |                           | {"sql":"S","target":{"type":"all"}}
      forbidden                    |         | capability | POST /api/v1/queries                        |                            |                           | {"sql":"S","target":{"type":"all"}}
      not_found                    |         | operator   | GET /api/v1/queries/NOBODY/stream           |                            |                           |
      os_filter_unsupported        |         | admin      | POST /api/v1/campaigns                      |                            |                           | {"sql":"S","target":{"type":"os_in","os":["linux"]}}
      unknown_hosts                |         | admin      | POST /api/v1/campaigns                      |                            | unknown_hosts=[NOBODY]    | {"sql":"S","target":{"type":"hosts","host_ids":["HOST","NOBODY"]}}
      unknown_hosts                |         | operator   | POST /api/v1/targets/preview                |                            | unknown_hosts=[NOBODY]    | {"target":{"type":"hosts","host_ids":["NOBODY"]}}
      invalid_sql                  |         | admin      | POST /api/v1/campaigns                      |                            | line=2 column=6           | {"sql":"SELECT pid\\nFROM procesess","target":{"type":"all"}}
      invalid_sql                  |         | admin      | POST /api/v1/campaigns                      |                            | line=1 column=1           | {"sql":"DELETE FROM processes","target":{"type":"all"}}
      invalid_sql                  |         | operator   | POST /api/v1/sql/check                      |                            | line=1 column=8           | {"sql":"SELECT nothing\\nFROM users"}
      invalid_sql                  |         | operator   | POST /api/v1/saved-queries                  |                            | line=1 column=1           | {"name":"n","sql":"SELEC 1","scope":{"type":"all"}}
      blocked_sql                  |         | admin      | POST /api/v1/campaigns                      |                            | table=curl                | {"sql":"WITH c AS (SELECT * FROM [Curl]) SELECT * FROM c","target":{"type":"all"}}
      max_concurrent_hunts_reached | no slot | admin      | POST /api/v1/campaigns                      |                            |                           | {"sql":"S","target":{"type":"all"}}
      blocked_sql                  | no slot | admin      | POST /api/v1/campaigns                      |                            | table=yara_file           | {"sql":"SELECT * FROM yara","target":{"type":"all"}}
      idempotency_key_reused       |         | admin      | POST /api/v1/campaigns                      | Idempotency-Key: used      |                           | {"sql":"S","target":{"type":"all"}}
      not_active                   |         | admin      | POST /api/v1/campaigns/STOPPED/stop         |                            |                           | {"reason":"twice"}
      invalid_field                |         | admin      | POST /api/v1/campaigns/ACTIVE/stop          |                            | field=reason              | {"reason":"a\\u0000b"}
      not_drained                  |         | admin      | POST /api/v1/campaigns/ACTIVE/archive       |                            |                           |
      too_large                    |         | admin      | POST /api/v1/campaigns                      |                            |                           | {"sql":"TEN_MIB","target":{"type":"all"}}
      too_large                    |         | operator   | POST /api/v1/sql/check                      |                            |                           | {"sql":"TEN_MIB"}
      method_not_allowed           |         | admin      | DELETE /api/v1/campaigns/ACTIVE             |                            |                           |
      method_not_allowed           |         | admin      | PATCH /api/v1/campaigns/ACTIVE              |                            |                           | {"sql":"S"}
      method_not_allowed           |         | admin      | TRACK /api/v1/campaigns                     |                            |                           |
      not_acceptable               |         | operator   | GET /api/v1/campaigns                       | Accept: text/csv           |                           |
      unsupported_media_type       |         | admin      | POST /api/v1/campaigns                      | Content-Type: text/plain   |                           | {"sql":"S","target":{"type":"all"}}
      """;

  private final Map<String, Person> people = new HashMap<>();
  private final Map<String, String> placeholders = new HashMap<>();
  private final List<CampaignPage> taken = new ArrayList<>();
  private RunningSystem running;
  private Person admin;
  private String given = "";

  @BeforeAll
  void start(RunningSystem shared) {
    running = shared;
    admin = shared.admin();
    people.put("admin", admin);
    people.put("anonymous", shared.anonymous());
    people.put("operator", shared.operator("oscar"));
    people.put("capability", shared.operator("olga", "can_launch_fleet_hunts"));
    placeholders.put("NOBODY", "01900000-0000-7000-8000-0000000000ff");
    placeholders.put(
        "MANY",
        IntStream.rangeClosed(0, 50)
            .mapToObj("\"01900000-0000-7000-8000-%012d\""::formatted)
            .collect(Collectors.joining(",")));
    placeholders.put("TEN_MIB", "x".repeat(10 * 1024 * 1024));
  }

  @AfterAll
  void stop() {
    running.stopAll();
  }

  @Order(1)
  @ParameterizedTest(name = "{0}: {2} {3} {4} {6}")
  @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = TABLE)
  void refused(
      String code,
      String given,
      String who,
      String call,
      String header,
      String tells,
      String body) {
    given(given == null ? "ready" : given);
    var words = filled(call).split(" ", 2);
    var sent = header == null ? new String[0] : header.split(": *", 2);

    var answer = people.get(who).call(words[0], words[1], filled(body), sent);

    var problem = answer.body();
    assertThat(answer.code()).as("%s", problem).isEqualTo(code);
    var expected = ErrorCode.valueOf(code.toUpperCase(Locale.ROOT));
    assertThat(answer.status()).isEqualTo(expected.status());
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(problem.path("type").asText())
        .isEqualTo("urn:mimir:problem:" + code.replace('_', '-'));
    assertThat(problem.path("title").asText()).isEqualTo(expected.title());
    assertThat(problem.path("status").asInt()).isEqualTo(expected.status());
    assertThat(problem.path("detail").asText()).isNotBlank();
    if (tells != null) {
      for (String member : filled(tells).split(" ", -1)) {
        var parts = member.split("=", 2);
        assertThat(problem.path(parts[0]).toString().replace("\"", "")).isEqualTo(parts[1]);
      }
    }
  }

  @Test
  @Order(2)
  void whoever_finds_no_slot_is_told_who_holds_them_and_when_to_come_again() {
    given("no slot");

    var answer = admin.post("/api/v1/campaigns", Map.of("sql", "SELECT 1", "target", FLEET));

    int seconds = Integer.parseInt(answer.header("Retry-After"));
    assertThat(seconds).isBetween(1, 600);
    assertThat(answer.body().get("retry_after_seconds").asInt()).isEqualTo(seconds);
    var holders = new ArrayList<String>();
    answer.body().get("slots").forEach(slot -> holders.add(slot.get("id").asText()));
    var live = new ArrayList<>(taken.stream().map(CampaignPage::id).toList());
    live.add(placeholders.get("ACTIVE"));
    assertThat(holders).containsExactlyInAnyOrderElementsOf(live).hasSize(SLOTS);
  }

  @Test
  @Order(3)
  void every_code_of_this_surface_has_a_row() {
    Set<String> shown =
        TABLE
            .lines()
            .skip(1)
            .map(line -> line.substring(0, line.indexOf('|')).strip())
            .collect(Collectors.toSet());

    assertThat(shown)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(EnumSet.copyOf(ELSEWHERE)).stream().map(ErrorCode::code).toList());
  }

  /** Brings the system into the state that a row wants. */
  private void given(String state) {
    if (state.equals(given)) {
      return;
    }
    running.campaigns(!state.equals("off"));
    switch (state) {
      case "no host" -> assertThat(running.hostnames()).isEmpty();
      case "off" -> {}
      case "ready" -> {
        prepare();
        taken.forEach(campaign -> campaign.stop(""));
        taken.clear();
      }
      case "no slot" -> {
        prepare();
        while (taken.size() < SLOTS - 1) {
          taken.add(launchAtSleeper());
        }
      }
      default -> throw new IllegalArgumentException(state);
    }
    given = state;
  }

  /** Hosts, one of them asleep, and what the rows name. */
  private void prepare() {
    if (placeholders.containsKey("HOST")) {
      return;
    }
    var sleeper = running.fleet().hosts().getFirst();
    sleeper.goOffline();
    placeholders.put("HOST", running.idOf(sleeper));
    var stopped = launchAtSleeper("Idempotency-Key", "used");
    stopped.stop("");
    placeholders.put("STOPPED", stopped.id());
    placeholders.put("ACTIVE", launchAtSleeper().id());
    var query = Map.of("name", "the admin's", "sql", "SELECT 1", "scope", FLEET);
    placeholders.put("SAVED", admin.post("/api/v1/saved-queries", query).body().get("id").asText());
  }

  private CampaignPage launchAtSleeper(String... headers) {
    var target = RunningSystem.hosts(placeholders.get("HOST"));
    return CampaignPage.launch(admin, "SELECT 1", target, headers);
  }

  private String filled(String text) {
    String filled = text == null ? "" : text.replace("\"S\"", "\"SELECT 1\"");
    for (var each : placeholders.entrySet()) {
      filled = filled.replace(each.getKey(), each.getValue());
    }
    return filled;
  }
}
