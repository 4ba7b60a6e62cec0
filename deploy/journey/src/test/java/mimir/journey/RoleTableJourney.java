package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every operation of the served document × every kind of caller: through the gateway, and at the
 * service that owns it, past the gateway. What is expected stands in {@code roles.txt}.
 *
 * <p>The same tables of the services themselves ({@code EndpointRolesTest}, {@code EndpointsTest})
 * know their annotations only; here the routes, the sessions and the real keys are between.
 */
@Order(2)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoleTableJourney {
  private static final String GATEWAY = "gateway";

  /** Agents take anything but a 200 for a server that is not there. */
  private static final Pattern NOTHING_FOR_AGENTS =
      Pattern.compile("\\{\"error\":\"(POST JSON here|there is nothing at this address)\"}");

  private RunningSystem running;
  private Map<String, Operation> operations;
  private Map<String, URI> owners;
  private ForgedTokens tokens;
  private Callers callers;
  private Wire gateway;

  @BeforeAll
  void start(RunningSystem shared) throws Exception {
    running = shared;
    shared.fleet();
    gateway = new Wire(shared.local().gateway());
    operations =
        Operation.served(shared.anonymous()).stream()
            .collect(
                Collectors.toMap(Operation::call, each -> each, (one, _) -> one, TreeMap::new));
    owners = new HashMap<>(shared.local().operatorsPorts());
    owners.keySet().retainAll(RoleTable.rows().stream().map(RoleTable.Row::owner).toList());
    tokens = ForgedTokens.of(shared.local());
    callers = new Callers(shared, "table", tokens);
  }

  @AfterAll
  void stop() throws Exception {
    running.assertInvariants();
  }

  @Test
  void every_operation_has_a_row_and_every_row_an_operation() {
    List<String> rows = RoleTable.rows().stream().map(RoleTable.Row::call).toList();

    assertThat(rows).doesNotHaveDuplicates();
    assertThat(rows).containsExactlyInAnyOrderElementsOf(operations.keySet());
    assertThat(operations).hasSizeGreaterThan(70);
  }

  @Test
  void through_the_gateway_everybody_gets_what_the_table_says() throws Exception {
    var barrage = new Barrage();
    for (RoleTable.Row row : RoleTable.rows()) {
      callers.people().forEach((who, headers) -> add(barrage, gateway, row, who, who, headers));
      callers
          .outsiders()
          .forEach((who, headers) -> add(barrage, gateway, row, "outsider", who, headers));
    }

    assertThat(barrage.misses()).isEmpty();
    assertThat(barrage.size()).isGreaterThan(800);
  }

  @Test
  void at_the_service_itself_a_token_counts_and_nothing_that_is_nearly_one() throws Exception {
    var barrage = new Barrage();
    var good =
        Map.of(
            "operator", tokens.good("operator"),
            "capability", tokens.good("operator", "can_launch_fleet_hunts"),
            "admin", tokens.good("admin"));
    var misses = tokens.nearMisses();
    for (RoleTable.Row row : RoleTable.rows()) {
      if (row.owner().equals(GATEWAY)) {
        continue;
      }
      var service = new Wire(owners.get(row.owner()));
      good.forEach((who, token) -> add(barrage, service, row, who, who, Callers.bearer(token)));
      misses.forEach(
          (what, token) -> add(barrage, service, row, "outsider", what, Callers.bearer(token)));
      add(barrage, service, row, "outsider", "no token", Map.of());
      add(barrage, service, row, "outsider", "a cookie", callers.of("admin"));
      add(barrage, service, row, "outsider", "a key", callers.of("key"));
    }

    assertThat(barrage.misses()).isEmpty();
    assertThat(barrage.size()).isGreaterThan(800);
  }

  /** At one address of each: they all verify with the same code. */
  @Test
  void no_service_believes_any_of_the_further_near_misses() throws Exception {
    var barrage = new Barrage();
    var rows =
        RoleTable.rows().stream()
            .filter(row -> !row.owner().equals(GATEWAY) && row.call().startsWith("GET "))
            .collect(Collectors.toMap(RoleTable.Row::owner, row -> row, (one, _) -> one));
    assertThat(rows).hasSize(owners.size() - 1);
    for (RoleTable.Row row : rows.values()) {
      var service = new Wire(owners.get(row.owner()));
      tokens
          .furtherNearMisses()
          .forEach(
              (what, token) -> add(barrage, service, row, "outsider", what, Callers.bearer(token)));
    }

    assertThat(barrage.misses()).isEmpty();
  }

  @Test
  void the_agents_listener_and_the_other_services_do_not_know_the_operation() throws Exception {
    var barrage = new Barrage();
    var admin = Callers.bearer(tokens.good("admin"));
    Wire agents = Wire.agents(running.local());
    for (RoleTable.Row row : RoleTable.rows()) {
      Operation operation = operations.get(row.call());
      owners.forEach(
          (name, address) -> {
            if (!name.equals(row.owner()) && !name.equals(GATEWAY)) {
              barrage.add(
                  operation.call() + " at " + name + " wants a refusal",
                  () -> send(new Wire(address), operation, "", admin),
                  Wire.Reply::isRefusal);
            }
          });
      // A refusal is told to agents in the body, which an answer to HEAD has not.
      if (!operation.method().equals("HEAD")) {
        barrage.add(
            operation.call() + " at the agents' listener wants a refusal",
            () -> send(agents, operation, "", admin),
            reply -> NOTHING_FOR_AGENTS.matcher(reply.body()).matches());
      }
    }

    assertThat(barrage.misses()).isEmpty();
  }

  private void add(
      Barrage barrage,
      Wire where,
      RoleTable.Row row,
      String column,
      String who,
      Map<String, String> headers) {
    Operation operation = operations.get(row.call());
    if (operation == null) {
      return;
    }
    boolean ends = row.call().equals("DELETE /api/v1/session") && !column.equals("outsider");
    String cell = row.of(column);
    for (String type : operation.contentTypes()) {
      barrage.add(
          "%s as %s at %s wants %s".formatted(row.call(), who, row.owner(), cell),
          () -> send(where, operation, type, ends ? callers.spare(column) : headers),
          expected(cell));
    }
  }

  private static Wire.Reply send(
      Wire where, Operation operation, String type, Map<String, String> headers)
      throws IOException {
    var sent = new TreeMap<>(headers);
    if (!type.isEmpty()) {
      sent.put("Content-Type", type);
    }
    return where.send(operation.method(), operation.target(), sent, Operation.emptyBody(type));
  }

  private static Predicate<Wire.Reply> expected(String cell) {
    return switch (cell) {
      case "401" -> reply -> reply.status() == 401 && reply.code().equals("unauthenticated");
      case "403" ->
          reply ->
              reply.status() == 403
                  && List.of("forbidden", "capability_required").contains(reply.code());
      case "passes" ->
          reply -> reply.status() != 401 && reply.status() != 403 && reply.status() < 500;
      default -> throw new IllegalArgumentException(cell);
    };
  }
}
