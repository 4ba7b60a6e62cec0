package mimir.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Ids that somebody made up, or that belong to something or somebody else, at every operation that
 * takes one.
 *
 * <p>Shown by {@link RefusalJourney} already: an unknown id at each kind of resource, an unknown
 * host among known ones, another person's saved query.
 */
@Order(2)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuessingJourney {
  /** The answers of a live query are kept as a campaign's are, and anybody may read either. */
  private static final Set<String> KIN = Set.of("campaigns", "queries");

  private static final List<String> NO_IDS =
      List.of(
          "0",
          "-1",
          "null",
          "*",
          "_",
          "%25",
          "%27%20OR%20%271%27=%271",
          "00000000-0000-0000-0000-000000000000",
          "ffffffff-ffff-ffff-ffff-ffffffffffff",
          "0-0-0-0-0",
          "{id}",
          "%F0%9F%92%A9",
          "%FF",
          "a".repeat(3_000));

  private RunningSystem running;
  private List<Operation> operations;
  private Person admin;
  private Person operator;
  private Wire gateway;
  private OneOfEach known;

  @BeforeAll
  void start(RunningSystem shared) {
    running = shared;
    admin = shared.admin();
    operator = shared.operator("guesses");
    gateway = new Wire(shared.local().gateway());
    operations = Operation.served(shared.anonymous());
    shared.campaigns(true);
    shared.stopAll();
    known = new OneOfEach(admin, "guessed", shared.idOf(shared.fleet().hosts().getFirst()));
  }

  @AfterAll
  void stop() throws Exception {
    running.stopAll();
    running.assertInvariants();
  }

  private void add(
      Barrage barrage,
      Person who,
      Operation operation,
      String target,
      Predicate<Wire.Reply> expected) {
    var headers = new LinkedHashMap<>(who.credentials());
    String type = operation.contentTypes().getFirst();
    if (!type.isEmpty()) {
      headers.put("Content-Type", type);
    }
    barrage.add(
        operation.method() + " " + target,
        () -> gateway.send(operation.method(), target, headers, Operation.emptyBody(type)),
        expected);
  }

  @Test
  void what_is_no_id_finds_nothing_even_for_an_admin() throws Exception {
    var barrage = new Barrage();
    for (Operation operation : operations) {
      if (operation.hasId()) {
        NO_IDS.forEach(
            id -> add(barrage, admin, operation, operation.target(id), Wire.Reply::isRefusal));
      }
    }

    assertThat(barrage.misses()).isEmpty();
    assertThat(barrage.size()).isGreaterThan(500);
  }

  /**
   * An id of another kind, and the neighbour of one that exists. Not at streams: those wait for a
   * while whether an id that is so young is still to be heard of.
   */
  @Test
  void a_foreign_id_finds_nothing() throws Exception {
    var barrage = new Barrage();
    for (Operation operation : operations) {
      boolean mayTry = !operation.changes() || operation.path().endsWith("/acknowledge");
      if (!operation.path().contains("{id}") || !mayTry || operation.isStream()) {
        continue;
      }
      known
          .ids()
          .forEach(
              (kind, id) -> {
                if (isForeign(kind, operation.resource())) {
                  add(barrage, admin, operation, operation.target(id), Wire.Reply::isRefusal);
                }
              });
      String own = known.idFor(operation);
      char last = own.charAt(own.length() - 1) == '0' ? '1' : '0';
      String neighbour = own.substring(0, own.length() - 1) + last;
      add(barrage, admin, operation, operation.target(neighbour), Wire.Reply::isRefusal);
    }

    assertThat(barrage.misses()).isEmpty();
    assertThat(barrage.size()).isGreaterThan(100);
  }

  private static boolean isForeign(String kind, String resource) {
    return !kind.equals(resource) && !KIN.containsAll(List.of(kind, resource));
  }

  @Test
  void one_guessed_id_among_good_ones_refuses_all() {
    long hunts = admin.get("/api/v1/hunts?limit=500").body().get("items").size();

    var hunt =
        admin.post(
            "/api/v1/hunts",
            Map.of(
                "indicator_ids",
                List.of(known.id("indicators"), Operation.UNKNOWN_ID),
                "target",
                RunningSystem.hosts(known.id("hosts"))));

    assertThat(hunt.status()).as("%s", hunt.body()).isBetween(400, 499);
    assertThat(admin.get("/api/v1/hunts?limit=500").body().get("items").size()).isEqualTo(hunts);
  }

  @Test
  void somebody_elses_key_is_neither_seen_nor_deleted() {
    String id = known.id("api-keys");
    String before = Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(UTF_8));

    var listed = operator.get("/api/v1/api-keys?limit=500");
    var behind = operator.get("/api/v1/api-keys?limit=500&cursor=" + before);
    var deleted = operator.call("DELETE", "/api/v1/api-keys/" + id, "");

    assertThat(deleted.code()).isEqualTo("not_found");
    for (var page : List.of(listed, behind)) {
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.body().get("items")).isEmpty();
    }
    assertThat(admin.get("/api/v1/api-keys?limit=500").raw().body()).contains(id);
  }
}
