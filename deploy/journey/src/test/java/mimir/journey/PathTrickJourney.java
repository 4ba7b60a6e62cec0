package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every protected address, spelled in all the ways that two readers could read in two ways: it is
 * never more than the plain one, at the gateway and, for whoever stands inside, at the services.
 *
 * <p>What a plain address gives to whom is {@link RoleTableJourney}'s.
 */
@Order(2)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PathTrickJourney {
  private static final String GATEWAY = "gateway";

  /** Of each spelling, what comes before {@code /api}. */
  private static final List<String> DETOURS =
      List.of(
          "/",
          "/.",
          "/x/..",
          "/%2e",
          "/x/%2e%2e",
          "/assets/..",
          "/assets/%2e%2e",
          "/.well-known/..",
          "/q/..",
          "/api/v1/openapi.json/../../..",
          "/api/v1/session/%2e%2e/%2e%2e/%2e%2e",
          "/;x",
          "/%5c..",
          "/\\..");

  /** What comes behind the address. */
  private static final List<String> TAILS =
      List.of(
          ";x",
          ";x=y/../z",
          "%3Bx",
          "%3bjsessionid=1",
          ".",
          "/.",
          "%2e",
          "/%2e",
          "%2f",
          "%5c",
          "\\",
          "%00",
          "%20",
          "%09",
          "%0d%0aX-A:1",
          "%23",
          "%3f",
          "%3Fx=1",
          ".json",
          "//",
          "/x/..",
          "/x/%2e%2e",
          "/%252e%252e",
          "%",
          "%zz",
          "%c0%ae");

  private RunningSystem running;
  private Map<String, Operation> operations;
  private Map<String, URI> ports;
  private Map<String, String> operator;
  private ForgedTokens tokens;
  private Wire gateway;

  @BeforeAll
  void start(RunningSystem shared) {
    running = shared;
    gateway = new Wire(shared.local().gateway());
    operations =
        Operation.served(shared.anonymous()).stream()
            .collect(Collectors.toMap(Operation::call, each -> each));
    ports = shared.local().operatorsPorts();
    operator = shared.operator("tricks").credentials();
    tokens = ForgedTokens.of(shared.local());
  }

  @AfterAll
  void stop() throws Exception {
    running.assertInvariants();
  }

  /** Spellings of the target; its query stays as it is. */
  private static List<String> spellings(String target) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? "" : target.substring(mark);
    var spellings = new ArrayList<String>();
    DETOURS.forEach(detour -> spellings.add(detour + path));
    TAILS.forEach(tail -> spellings.add(path + tail));
    spellings.addAll(inside(path));
    spellings.add("http://127.0.0.1" + path);
    return spellings.stream().map(spelling -> spelling + query).toList();
  }

  /** Changed in the middle. */
  private static List<String> inside(String path) {
    String last = path.substring(path.lastIndexOf('/') + 1);
    String before = path.substring(0, path.length() - last.length());
    String first = "%%%02x".formatted((int) last.charAt(0));
    return List.of(
        path.replace("/api/", "/api;x/"),
        path.replace("/api/", "/api//"),
        path.replace("/api/", "/api/./"),
        path.replace("/api/", "/api%2f"),
        path.replace("/api/", "/%61pi/"),
        path.replace("/v1/", "/v1/x/../"),
        path.replace("/v1/", "/v1;a=b/"),
        path.replace("/v1/", "/v1/%2e/"),
        path.replace("/v1/", "/V1/"),
        path.replace("/v1/", "\\v1\\"),
        before + "./" + last,
        before + "x/..;/" + last,
        before + first + last.substring(1),
        before + last.toUpperCase(Locale.ROOT),
        before + Character.toUpperCase(last.charAt(0)) + last.substring(1),
        path.toUpperCase(Locale.ROOT));
  }

  private Stream<RoleTable.Row> rows(Predicate<RoleTable.Row> which) {
    return RoleTable.rows().stream().filter(which);
  }

  private static String path(RoleTable.Row row) {
    return row.call().substring(row.call().indexOf(' ') + 1);
  }

  private static boolean isClosed(RoleTable.Row row) {
    return row.of("outsider").equals("401");
  }

  private void tries(
      Barrage barrage,
      Wire where,
      RoleTable.Row row,
      Map<String, String> who,
      Predicate<Wire.Reply> expected) {
    Operation operation = operations.get(row.call());
    String type = operation.contentTypes().getFirst();
    var headers = new HashMap<>(who);
    if (!type.isEmpty()) {
      headers.put("Content-Type", type);
    }
    for (String target : spellings(operation.target())) {
      barrage.add(
          "%s %s".formatted(operation.method(), target),
          () -> where.send(operation.method(), target, headers, Operation.emptyBody(type)),
          expected);
    }
  }

  /** The console answers whatever is no file, and says the same to everybody. */
  private static boolean tellsNothing(Wire.Reply reply) {
    return reply.isRefusal() || (reply.isPage() && reply.body().startsWith("<!doctype html>"));
  }

  @Test
  void no_spelling_lets_in_who_is_nobody() throws Exception {
    var barrage = new Barrage();
    rows(PathTrickJourney::isClosed)
        .forEach(row -> tries(barrage, gateway, row, Map.of(), PathTrickJourney::tellsNothing));

    assertThat(barrage.misses()).isEmpty();
    assertThat(barrage.size()).isGreaterThan(3_000);
  }

  @Test
  void no_spelling_makes_an_admin_of_an_operator() throws Exception {
    var barrage = new Barrage();
    rows(RoleTable.Row::isForAdmins)
        .forEach(row -> tries(barrage, gateway, row, operator, PathTrickJourney::tellsNothing));

    assertThat(barrage.misses()).isEmpty();
    assertThat(barrage.size()).isGreaterThan(1_000);
  }

  @Test
  void nor_does_one_past_the_gateway() throws Exception {
    var barrage = new Barrage();
    var token = Callers.bearer(tokens.good("operator"));
    rows(row -> row.isForAdmins() && !row.owner().equals(GATEWAY))
        .forEach(
            row -> {
              var service = new Wire(ports.get(row.owner()));
              tries(barrage, service, row, token, Wire.Reply::isRefusal);
              tries(barrage, service, row, Map.of(), Wire.Reply::isRefusal);
            });

    assertThat(barrage.misses()).isEmpty();
    assertThat(barrage.size()).isGreaterThan(1_000);
  }

  /** HEAD and OPTIONS are answered by frameworks, and overrides by some of them. */
  @Test
  void no_other_method_opens_what_is_for_admins() throws Exception {
    var barrage = new Barrage();
    var asOperator = Callers.bearer(tokens.good("operator"));
    Set<String> open =
        rows(row -> !row.isForAdmins()).map(PathTrickJourney::path).collect(Collectors.toSet());
    for (RoleTable.Row row : rows(row -> row.isForAdmins() && !open.contains(path(row))).toList()) {
      String target = operations.get(row.call()).target();
      var service = row.owner().equals(GATEWAY) ? gateway : new Wire(ports.get(row.owner()));
      var who = row.owner().equals(GATEWAY) ? operator : asOperator;
      for (String method : List.of("HEAD", "TRACE", "TRACK", "PROPFIND", "get", "CONNECT")) {
        barrage.add(
            method + " " + target + " at " + row.owner(),
            () -> service.send(method, target, who, ""),
            Wire.Reply::isRefusal);
      }
      barrage.add(
          "OPTIONS " + target + " at " + row.owner(),
          () -> service.send("OPTIONS", target, who, ""),
          reply -> reply.isRefusal() || (reply.status() < 300 && reply.body().isBlank()));
    }

    assertThat(barrage.misses()).isEmpty();
  }
}
