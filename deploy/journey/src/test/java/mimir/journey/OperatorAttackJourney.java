package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What another site makes a browser send, headers that only a proxy may send, and requests that are
 * somebody else's or too long.
 *
 * <p>Of the operators' attacks, {@link RaceJourney} has the twenty launches for the last slot and
 * one idempotency key ten times at once, {@link RefusalJourney} that key with another body, {@link
 * PathTrickJourney} the addresses, {@link GuessingJourney} ids, {@link FilterJourney} cursors and
 * filters, {@link MassAssignmentJourney} fields, {@link RevocationJourney} what was taken away,
 * {@link RoleTableJourney} roles and tokens.
 */
@Order(2)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorAttackJourney {
  private static final int REASON_MAX = 1_000;

  private RunningSystem running;
  private Person admin;
  private Person attacker;
  private Wire gateway;
  private Map<String, Object> target;

  @BeforeAll
  void start(RunningSystem shared) {
    running = shared;
    admin = shared.admin();
    attacker = shared.admin("attacker");
    gateway = new Wire(shared.local().gateway());
    target = RunningSystem.hosts(shared.idOf(shared.fleet().hosts().getFirst()));
    shared.campaigns(true);
    shared.stopAll();
  }

  @AfterAll
  void stop() throws Exception {
    running.stopAll();
    running.assertInvariants();
  }

  @Test
  void a_stop_takes_a_reason_of_a_thousand_characters_and_not_one_more() {
    var campaign = CampaignPage.launch(admin, "SELECT 1", target);

    var refused = campaign.stop("x".repeat(REASON_MAX + 1));
    assertThat(refused.code()).isEqualTo("invalid_field");
    assertThat(refused.body().get("field").asText()).isEqualTo("reason");
    assertThat(campaign.detail().get("status").asText()).isEqualTo("active");

    var stopped = campaign.stop("x".repeat(REASON_MAX));
    assertThat(stopped.status()).isEqualTo(200);
    assertThat(campaign.detail().get("stop_reason").asText()).hasSize(REASON_MAX);
  }

  @Test
  void the_idempotency_key_of_somebody_else_is_not_theirs() {
    var body = Map.of("sql", "SELECT 1", "target", target);
    String first = CampaignPage.launch(admin, body, "Idempotency-Key", "somebody's").id();

    String theirs = CampaignPage.launch(attacker, body, "Idempotency-Key", "somebody's").id();

    assertThat(theirs).isNotEqualTo(first);
  }

  @Test
  void every_change_wants_the_token_of_its_own_session() throws Exception {
    var barrage = new Barrage();
    String cookie = attacker.credentials().get("Cookie");
    String others = admin.credentials().get("X-CSRF-Token");
    for (Operation operation : Operation.served(running.anonymous())) {
      if (!operation.changes() || operation.call().equals("POST /api/v1/session")) {
        continue;
      }
      for (String token : List.of("", others, "null")) {
        var headers =
            Map.of("Cookie", cookie, "X-CSRF-Token", token, "Origin", "https://e.example");
        barrage.add(
            operation.call() + " with " + token,
            () -> gateway.send(operation.method(), operation.target(), headers, ""),
            reply -> reply.status() == 403 && reply.code().equals("csrf_required"));
      }
    }

    assertThat(barrage.misses()).isEmpty();
    assertThat(barrage.size()).isGreaterThan(60);
  }

  @ParameterizedTest
  @CsvSource({
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "text/plain",
    "text/plain; application/json"
  })
  void a_form_of_another_site_signs_nobody_in(String type) {
    var credentials =
        "{\"username\":\"attacker\",\"password\":\"" + RunningSystem.OPERATOR_PASSWORD + "\"}";

    var answer =
        running.anonymous().call("POST", "/api/v1/session", credentials, "Content-Type", type);

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.header("Set-Cookie")).isEmpty();
  }

  @Test
  void no_other_site_may_read_an_answer() throws Exception {
    var asked =
        Map.of(
            "Cookie",
            attacker.credentials().get("Cookie"),
            "Origin",
            "https://evil.example",
            "Access-Control-Request-Method",
            "DELETE",
            "Access-Control-Request-Headers",
            "x-csrf-token");
    for (String target : List.of("/api/v1/session", "/api/v1/campaigns", "/api/v1/alerts/stream")) {
      for (String method : List.of("OPTIONS", "GET")) {
        var reply = gateway.send(method, target, asked, "");
        assertThat(reply.head().toLowerCase(Locale.ROOT))
            .as("%s %s", method, target)
            .doesNotContain("access-control-");
      }
    }
  }

  @Test
  void a_header_does_not_make_another_method_or_address_of_a_request() throws Exception {
    String saved = "/api/v1/saved-queries/" + Operation.UNKNOWN_ID;
    var operator = new LinkedHashMap<>(running.operator("overrides").credentials());
    for (String header : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
      operator.put(header, "DELETE");
    }
    for (String header : List.of("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix")) {
      operator.put(header, "/api/v1/audit");
    }

    assertThat(gateway.send("POST", saved, operator, "").status()).isEqualTo(405);
    assertThat(gateway.get("/api/v1/audit", operator).status()).isEqualTo(403);
    assertThat(gateway.get("/api/v1/session", operator).body()).contains("overrides");
  }

  /** The peer of this test is no proxy that the gateway was told of. */
  @Test
  void a_forwarded_header_is_noise() throws Exception {
    var spoofed = new LinkedHashMap<String, String>();
    spoofed.put("X-Forwarded-Proto", "https");
    spoofed.put("X-Forwarded-Host", "evil.example");
    spoofed.put("X-Forwarded-Port", "443");
    spoofed.put("Forwarded", "for=203.0.113.9;proto=https;host=evil.example");
    spoofed.put("X-Real-IP", "203.0.113.9");
    spoofed.put("Content-Type", "application/json");
    var guess = "{\"username\":\"spoofed-guesses\",\"password\":\"wrong password\"}";
    for (int n = 1; n <= 6; n++) {
      spoofed.put("X-Forwarded-For", "203.0.113." + n);
      var reply = gateway.send("POST", "/api/v1/session", spoofed, guess);
      assertThat(reply.code()).isEqualTo(n <= 5 ? "bad_credentials" : "too_many_attempts");
      assertThat(reply.header("Strict-Transport-Security")).isEmpty();
    }
    var right =
        "{\"username\":\"attacker\",\"password\":\"" + RunningSystem.OPERATOR_PASSWORD + "\"}";
    var reply = gateway.send("POST", "/api/v1/session", spoofed, right);
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.header("Set-Cookie"))
        .containsIgnoringCase("; HttpOnly")
        .doesNotContain("Secure");

    spoofed.putAll(attacker.credentials());
    var made =
        gateway.send("POST", "/api/v1/indicators", spoofed, "{\"value\":\"spoofed.example\"}");
    assertThat(made.header("Location")).startsWith("/api/v1/indicators/");
    assertThat(made.head() + made.body()).doesNotContain("evil.example");
    assertThat(refusedAddresses()).isNotEmpty().containsOnly("127.0.0.1");
  }

  /** Where the refused guesses came from, as the audit trail has it. */
  private List<String> refusedAddresses() {
    var found = new ArrayList<String>();
    await()
        .untilAsserted(
            () -> {
              found.clear();
              admin
                  .get("/api/v1/audit?actor=spoofed-guesses&limit=500")
                  .body()
                  .get("items")
                  .forEach(entry -> found.add(entry.at("/detail/address").asText()));
              assertThat(found).isNotEmpty();
            });
    return found;
  }
}
