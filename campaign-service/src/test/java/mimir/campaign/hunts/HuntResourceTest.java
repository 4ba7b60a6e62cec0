package mimir.campaign.hunts;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.campaign.CampaignLimits;
import mimir.campaign.gate.FlagSwitch;
import mimir.campaign.gate.OfflineCampaigns;
import mimir.campaign.rebuild.ProjectionTables;
import mimir.campaign.rebuild.Rebuild;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Hunts as their callers see them; also the statements of {@link HuntTables}, {@link
 * HuntProjection}, LaunchTables, FrozenIocTables and FreezeHosts.
 */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class HuntResourceTest {
  private static final String MD5 = "5d41402abc4b2a76b9719d911017c592";

  @Inject OfflineCampaigns gate;
  @Inject HuntWindows windows;
  @Inject Rebuild rebuild;
  @Inject CampaignLimits limits;
  @Inject Jdbi jdbi;

  private UUID linux;
  private UUID windowsHost;
  private UUID freebsd;

  @BeforeEach
  void three_hosts_and_the_flag_on() {
    FlagSwitch.set(gate, true);
    jdbi.useHandle(handle -> handle.execute("UPDATE slot SET held_until = now()"));
    linux = host("linux", Duration.ZERO);
    windowsHost = host("windows", Duration.ZERO);
    freebsd = host("freebsd", Duration.ZERO);
  }

  private UUID host(String platform, Duration unseen) {
    var id = UUID.randomUUID();
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO host (host_id, hostname, platform, last_seen) VALUES (?, 'h', ?, ?)",
                id,
                platform,
                Instant.now().minus(unseen)));
    return id;
  }

  @Test
  void with_the_flag_on_a_hunt_has_a_campaign_and_both_lead_to_each_other() {
    JsonPath hunt = launched(values("ipv4", "192.0.2.7"), linux);

    // The publisher may have been quicker than the reply.
    assertThat(hunt.getString("status")).isIn("pending", "running");
    assertThat(hunt.getString("name")).startsWith("192.0.2.7 · 20");
    assertThat(hunt.getInt("total_hosts")).isEqualTo(1);
    var campaign = get("/api/v1/campaigns/" + hunt.getString("campaign_id")).jsonPath();
    assertThat(campaign.getString("kind")).isEqualTo("ioc_hunt");
    assertThat(campaign.getString("hunt_id")).isEqualTo(hunt.getString("id"));
    assertThat(campaign.getList("queries.type")).containsExactly("ipv4_snapshot", "ipv4_evented");
    assertThat(campaign.getInt("coverage.assigned")).isEqualTo(2);
    assertThat(campaign.getInt("coverage.query_types")).isEqualTo(2);
    assertThat(campaign.getInt("coverage.matched_hosts")).isZero();
    var iocs = get("/api/v1/campaigns/" + hunt.getString("campaign_id") + "/iocs").jsonPath();
    assertThat(iocs.getList("items.value")).containsExactly("192.0.2.7");
    assertThat(iocs.getList("items.severity")).containsExactly("medium");
  }

  @Test
  void each_platform_is_asked_what_it_has_tables_for_and_the_rest_is_not_applicable() {
    JsonPath hunt =
        launched(
            """
            [{"value":"HKLM\\\\Software\\\\Evil"},{"value":"evil.example","type":"domain"}]\
            """,
            linux,
            windowsHost);

    var campaign = get("/api/v1/campaigns/" + hunt.getString("campaign_id")).jsonPath();
    assertThat(campaign.<String>getList("queries.type"))
        .containsExactly("registry_key", "domain_evented", "domain_cmdline");
    assertThat(campaign.<Integer>getList("queries.assigned")).containsExactly(1, 1, 2);
    assertThat(campaign.getInt("coverage.assigned")).isEqualTo(4);

    JsonPath ofWindows =
        launched("[{\"value\":\"HKLM\\\\Software\\\\X\"}]", linux, windowsHost, freebsd);
    assertThat(ofWindows.getInt("total_hosts")).isEqualTo(1);
    assertThat(ofWindows.getInt("not_applicable_hosts")).isEqualTo(2);
  }

  @Test
  void hosts_that_were_not_seen_for_long_are_left_out() {
    UUID gone = host("linux", Duration.ofDays(91));

    assertThat(launched(values("ipv4", "192.0.2.8"), linux, gone).getInt("total_hosts"))
        .isEqualTo(1);
    refused(
        post("/api/v1/hunts", body(values("ipv4", "192.0.2.8"), gone), admin()), 422, "no_targets");
  }

  @Test
  void a_clone_hunts_for_the_same_again() {
    JsonPath original =
        post(
                "/api/v1/hunts",
                body(values("ipv4", "192.0.2.9"), linux)
                    .replaceFirst("\\{", "{\"name\":\"again\",\"live_window_minutes\":7,"),
                admin())
            .jsonPath();

    // That of the campaign leads there.
    Response request =
        get("/api/v1/campaigns/" + original.getString("campaign_id") + "/launch-request");
    JsonPath clone = post("/api/v1/hunts", request.asString(), admin()).jsonPath();

    assertThat(request.statusCode()).isEqualTo(200);
    assertThat(clone.getUUID("id")).isNotEqualTo(original.getUUID("id"));
    for (String field :
        List.of("name", "indicators", "target", "total_hosts", "live_window_minutes")) {
      assertThat(clone.<Object>get(field)).as(field).isEqualTo(original.get(field));
    }
    var iocs = get("/api/v1/campaigns/" + clone.getString("campaign_id") + "/iocs").jsonPath();
    assertThat(iocs.getList("items.value")).containsExactly("192.0.2.9");
  }

  @Test
  void with_the_flag_off_a_hunt_asks_connected_hosts_by_itself() {
    FlagSwitch.set(gate, false);
    UUID away = host("linux", Duration.ofHours(2));

    JsonPath hunt = launched(values("filename", "evil.exe"), linux, away);

    assertThat(hunt.getString("campaign_id")).isNull();
    assertThat(hunt.getInt("total_hosts")).isEqualTo(1);
    assertThat(get("/api/v1/campaigns/" + hunt.getString("id")).statusCode()).isEqualTo(404);
    assertThat(slots()).containsExactly(UUID.fromString(hunt.getString("id")));
    assertThat(events(hunt.getString("id"))).containsExactly("mimir.hunt.launched.v1");
  }

  @Test
  void a_live_only_hunt_ends_with_its_window_and_that_is_said_once() {
    FlagSwitch.set(gate, false);
    JsonPath hunt = launched(values("filename", "evil.exe"), linux);
    String id = hunt.getString("id");
    Instant liveUntil = Instant.parse(hunt.getString("live_until"));

    windows.endWindows(liveUntil.minusSeconds(1));
    assertThat(events(id)).hasSize(1);
    windows.endWindows(liveUntil);
    windows.endWindows(liveUntil.plusSeconds(1));

    assertThat(events(id)).containsExactly("mimir.hunt.launched.v1", "mimir.hunt.window_ended.v1");
  }

  @Test
  void a_live_only_hunt_that_crosses_its_cap_asks_no_more_and_frees_its_slot() {
    FlagSwitch.set(gate, false);
    String id = launched(values("filename", "evil.exe"), linux).getString("id");

    QuarkusTransaction.requiringNew().run(() -> windows.capCrossed(UUID.fromString(id)));

    assertThat(events(id)).containsExactly("mimir.hunt.launched.v1", "mimir.hunt.window_ended.v1");
    assertThat(slots()).isEmpty();
  }

  @Test
  void a_hunt_with_a_campaign_has_no_end_of_its_own() {
    JsonPath hunt = launched(values("filename", "evil.exe"), linux);

    windows.endWindows(Instant.parse(hunt.getString("live_until")).plusSeconds(1));

    assertThat(events(hunt.getString("id"))).containsExactly("mimir.hunt.launched.v1");
  }

  @Test
  void inline_values_are_made_at_once_in_their_order_and_each_once() {
    JsonPath hunt =
        launched(
            "[{\"value\":\"192.0.2.61\"},{\"value\":\"192.0.2.60\"},{\"value\":\"192.0.2[.]61\"}]",
            linux);

    assertThat(
            get("/api/v1/campaigns/" + hunt.getString("campaign_id") + "/iocs")
                .jsonPath()
                .<String>getList("items.value"))
        .containsExactly("192.0.2.61", "192.0.2.60");
  }

  @Test
  void a_value_whose_indicator_is_out_of_use_is_refused_also_inline() {
    var id =
        post("/api/v1/indicators", "{\"value\":\"198.51.100.66\"}", admin())
            .jsonPath()
            .getString("id");
    admin()
        .contentType("application/json")
        .body("{\"active\":false}")
        .patch("/api/v1/indicators/" + id);

    refused(
        post("/api/v1/hunts/quick", "{\"value\":\"198.51.100.66\"}", admin()),
        422,
        "invalid_field");
  }

  @Test
  void a_hunt_and_its_campaign_have_one_slot_and_cancelling_frees_it() {
    JsonPath hunt = launched(values("ipv4", "192.0.2.9"), linux);
    assertThat(slots()).containsExactly(UUID.fromString(hunt.getString("campaign_id")));

    assertThat(cancel(hunt.getString("id")).statusCode()).isEqualTo(204);

    assertThat(slots()).isEmpty();
    assertThat(get("/api/v1/hunts/" + hunt.getString("id")).jsonPath().getString("status"))
        .isEqualTo("cancelled");
    assertThat(
            get("/api/v1/campaigns/" + hunt.getString("campaign_id"))
                .jsonPath()
                .getString("status"))
        .isEqualTo("active");
    refused(cancel(hunt.getString("id")), 409, "not_cancellable");
  }

  @Test
  void there_are_only_so_many_slots() {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO slot SELECT gen_random_uuid(), 'ioc_hunt', 'other', 'bob',"
                    + " now() + interval '9 min' FROM generate_series(1, ?)",
                limits.maxConcurrentHunts()));

    refused(
        post("/api/v1/hunts", body(values("ipv4", "192.0.2.20"), linux), admin()),
        429,
        "max_concurrent_hunts_reached");
    jdbi.useHandle(handle -> handle.execute("DELETE FROM slot WHERE name = 'other'"));
  }

  @Test
  void a_quick_hunt_makes_the_indicator_once_and_hunts_the_fleet() {
    var body = "{\"value\":\"" + MD5.toUpperCase(Locale.ROOT) + "\"}";
    var first = post("/api/v1/hunts/quick", body, admin());
    var second = post("/api/v1/hunts/quick", body, admin());

    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(second.statusCode()).isEqualTo(201);
    assertThat(first.jsonPath().getString("target")).isEqualTo("all");
    assertThat(get("/api/v1/indicators?q=" + MD5).jsonPath().getList("items")).hasSize(1);
  }

  @Test
  void an_idempotency_key_makes_one_hunt() {
    var body = body(values("ipv4", "192.0.2.30"), linux);
    var first = post("/api/v1/hunts", body, admin().header("Idempotency-Key", "once"));
    var again = post("/api/v1/hunts", body, admin().header("Idempotency-Key", "once"));

    assertThat(again.jsonPath().getString("id")).isEqualTo(first.jsonPath().getString("id"));
    refused(
        post(
            "/api/v1/hunts",
            body(values("ipv4", "192.0.2.31"), linux),
            admin().header("Idempotency-Key", "once")),
        409,
        "idempotency_key_reused");
  }

  @Test
  void what_was_frozen_stays_when_the_indicator_changes() {
    var indicator =
        post("/api/v1/indicators", "{\"value\":\"198.51.100.9\",\"severity\":\"high\"}", admin())
            .jsonPath()
            .getString("id");
    var asked = "{\"indicator_ids\":[\"%s\"],\"target\":%s}".formatted(indicator, target(linux));
    var hunt = post("/api/v1/hunts", asked, admin()).jsonPath();

    given()
        .auth()
        .oauth2(Tokens.admin("alice"))
        .contentType("application/json")
        .body("{\"active\":false,\"severity\":\"low\"}")
        .patch("/api/v1/indicators/" + indicator)
        .then()
        .statusCode(200);

    assertThat(
            get("/api/v1/campaigns/" + hunt.getString("campaign_id") + "/iocs")
                .jsonPath()
                .getList("items.severity"))
        .containsExactly("high");
    refused(post("/api/v1/hunts", asked, admin()), 422, "invalid_field");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                 | status | code             | body
          no indicators        | 422    | invalid_field    | {"target":{"type":"all"}}
          none at all          | 422    | invalid_field    | {"indicator_ids":[],"target":{"type":"all"}}
          a null               | 422    | invalid_field    | {"indicator_ids":[null],"target":{"type":"all"}}
          an inline null       | 422    | invalid_field    | {"indicators":[null],"target":{"type":"all"}}
          an unknown one       | 422    | invalid_field    | {"indicator_ids":["01900000-0000-7000-8000-0000000000ff"],"target":{"type":"all"}}
          no value             | 422    | invalid_field    | {"indicators":[{"value":"192.0.2.300","type":"ipv4"}],"target":{"type":"all"}}
          I-8 only a URL       | 422    | nothing_to_match | {"indicators":[{"value":"https://evil.example/x"}],"target":{"type":"all"}}
          no target            | 422    | invalid_field    | {"indicators":[{"value":"192.0.2.1"}]}
          T-1 unknown host     | 422    | unknown_hosts    | {"indicators":[{"value":"192.0.2.1"}],"target":{"type":"hosts","host_ids":["01900000-0000-7000-8000-0000000000fe"]}}
          os_in                | 422    | os_filter_unsupported | {"indicators":[{"value":"192.0.2.1"}],"target":{"type":"os_in","os":["linux"]}}
          window               | 422    | invalid_field    | {"indicators":[{"value":"192.0.2.1"}],"target":{"type":"all"},"live_window_minutes":0}
          days                 | 422    | invalid_field    | {"indicators":[{"value":"192.0.2.1"}],"target":{"type":"all"},"hosts_seen_within_days":0}
          a key as a pattern   | 422    | invalid_field    | {"indicators":[{"value":"HKCU\\\\%%","type":"registry_key"}],"target":{"type":"all"}}
          an unknown field     | 400    | malformed_request| {"indicators":[{"value":"192.0.2.1"}],"target":{"type":"all"},"status":"completed"}
          """)
  void refused_launches(String why, int status, String code, String body) {
    refused(post("/api/v1/hunts", body, admin()), status, code);
  }

  @Test
  void an_operator_hunts_on_some_hosts_and_needs_the_capability_for_the_fleet() {
    var fleet = "{\"indicators\":[{\"value\":\"192.0.2.40\"}],\"target\":{\"type\":\"all\"}}";
    var many =
        body(
            values("ipv4", "192.0.2.40"),
            Stream.generate(UUID::randomUUID).limit(51).toArray(UUID[]::new));

    refused(post("/api/v1/hunts", fleet, operator()), 403, "capability_required");
    refused(post("/api/v1/hunts", many, operator()), 403, "host_cap_exceeded");
    refused(post("/api/v1/hunts", many, admin()), 422, "unknown_hosts");
    assertThat(
            post("/api/v1/hunts", body(values("ipv4", "192.0.2.40"), linux), operator())
                .statusCode())
        .isEqualTo(201);
    assertThat(post("/api/v1/hunts", fleet, capable()).statusCode()).isEqualTo(201);
  }

  @Test
  void hunts_are_the_same_after_a_rebuild() {
    // What other tests have changed by hand is as the streams say again.
    rebuild.run();
    JsonPath withCampaign = launched(values("ipv4", "192.0.2.50"), linux);
    cancel(withCampaign.getString("id"));
    FlagSwitch.set(gate, false);
    launched(values("ipv4", "192.0.2.51"), linux);
    Map<String, ProjectionTables.Content> before = ProjectionTables.in(jdbi);

    rebuild.run();

    assertThat(ProjectionTables.in(jdbi)).isEqualTo(before);
    assertThat(before.get("hunt").rows()).isGreaterThanOrEqualTo(2);
  }

  private List<UUID> slots() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT launch_id FROM slot WHERE held_until > now()")
                .mapTo(UUID.class)
                .list());
  }

  private List<String> events(String hunt) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT type FROM event WHERE stream = :stream ORDER BY version")
                .bind("stream", "hunt-" + hunt)
                .mapTo(String.class)
                .list());
  }

  private static String values(String type, String value) {
    return "[{\"value\":\"%s\",\"type\":\"%s\"}]".formatted(value, type);
  }

  private static String target(UUID... hosts) {
    return "{\"type\":\"hosts\",\"host_ids\":[\"%s\"]}"
        .formatted(String.join("\",\"", List.of(hosts).stream().map(UUID::toString).toList()));
  }

  private static String body(String indicators, UUID... hosts) {
    return "{\"indicators\":%s,\"target\":%s}".formatted(indicators, target(hosts));
  }

  private static JsonPath launched(String indicators, UUID... hosts) {
    var answer = post("/api/v1/hunts", body(indicators, hosts), admin());
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(201);
    return answer.jsonPath();
  }

  private static RequestSpecification admin() {
    return given().auth().oauth2(Tokens.admin("alice"));
  }

  private static RequestSpecification operator() {
    return given().auth().oauth2(Tokens.operator("olga"));
  }

  private static RequestSpecification capable() {
    return given().auth().oauth2(Tokens.operatorWith("olga", "can_launch_fleet_hunts"));
  }

  private static Response post(String path, String body, RequestSpecification who) {
    return who.contentType("application/json").body(body).post(path);
  }

  private static Response cancel(String hunt) {
    return admin().post("/api/v1/hunts/" + hunt + "/cancel");
  }

  private static Response get(String path) {
    return admin().get(path);
  }

  private static void refused(Response answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
    assertThat(answer.jsonPath().getString("code")).isEqualTo(code);
  }
}
