package mimir.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Cursors and filters that somebody made up, at every list: they break nothing, and show nothing
 * that the plain list does not.
 *
 * <p>Filters out of their range are {@link RefusalJourney}'s.
 */
@Order(2)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilterJourney {
  private static final List<String> HOSTILE =
      List.of(
          "' OR '1'='1",
          "'; DROP TABLE campaign; --",
          "%",
          "_",
          "\\",
          "\u0000",
          "a\u0000b",
          "\uD83D\uDCA9",
          "\u202E",
          "${jndi:ldap://127.0.0.1:1/x}",
          "-1",
          "99999999999999999999",
          "NaN",
          "null",
          "[]",
          "password_hash",
          "x".repeat(2_000));

  /** What might sort, choose or filter elsewhere. */
  private static final List<String> SECRET_COLUMNS =
      List.of(
          "sort=password_hash",
          "order=password_hash",
          "order_by=node_key_hash&dir=desc",
          "fields=*,password_hash,secret_hash",
          "select=password_hash",
          "include=secrets",
          "filter[password_hash][like]=$2a",
          "password_hash=$2a",
          "disabled=false",
          "created_by=admin",
          "username=admin",
          "column=password_hash");

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
    operator = shared.operator("filters");
    gateway = new Wire(shared.local().gateway());
    operations = Operation.served(shared.anonymous());
    shared.campaigns(true);
    shared.stopAll();
    known = new OneOfEach(admin, "filtered", shared.idOf(shared.fleet().hosts().getFirst()));
    // A stack is one of a column that was answered.
    String columns = "/api/v1/campaigns/" + known.id("campaigns") + "/columns";
    await().until(() -> admin.get(columns).body().at("/items/0").asText().equals("a"));
  }

  @AfterAll
  void stop() throws Exception {
    running.stopAll();
    running.assertInvariants();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
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

  private static boolean isNoFailure(Wire.Reply reply) {
    return reply.status() < 500;
  }

  /** Of every kind that there is, at every list: it goes on somewhere, or is refused. */
  @Test
  void a_cursor_of_another_list_shows_nothing_new_and_a_garbled_one_is_refused() throws Exception {
    var barrage = new Barrage();
    var lists = operations.stream().filter(each -> each.takes("cursor")).toList();
    var cursors = new ArrayList<>(List.of("***", "=", "YQ==YQ", "bm9wZQ", "a".repeat(2_000)));
    HOSTILE.forEach(
        text -> cursors.add(Base64.getUrlEncoder().encodeToString(text.getBytes(UTF_8))));
    for (Operation list : lists) {
      JsonNode page = admin.get(target(list, "limit=1")).body();
      String next = page.path("next_cursor").asText("");
      if (!next.isEmpty() && !next.equals("null")) {
        cursors.add(next);
      }
    }
    for (Operation list : lists) {
      var plain = plain(list);
      cursors.forEach(
          cursor -> {
            String target = target(list, "cursor=" + encoded(cursor));
            add(barrage, admin, list, target, reply -> isRefusedOrShowsNoMore(reply, plain));
          });
      add(
          barrage,
          admin,
          list,
          target(list, "cursor=***"),
          reply -> reply.code().equals("malformed_request"));
    }

    assertThat(barrage.misses()).isEmpty();
    assertThat(lists).hasSizeGreaterThan(15);
  }

  /** What the list shows to whoever has no cursor, all of it. */
  private Set<JsonNode> plain(Operation list) {
    var shown = new HashSet<JsonNode>();
    String cursor = "";
    do {
      String next = cursor.isEmpty() ? "" : "&cursor=" + encoded(cursor);
      var page = admin.get(target(list, "limit=500") + next);
      assertThat(page.status()).as(list.call()).isEqualTo(200);
      page.body().path("items").forEach(item -> shown.add(lasting(item)));
      cursor = page.body().path("next_cursor").asText("");
    } while (!cursor.isEmpty() && !cursor.equals("null"));
    return shown;
  }

  private static boolean isRefusedOrShowsNoMore(Wire.Reply reply, Set<JsonNode> plain) {
    if (reply.status() != 200) {
      return reply.code().equals("malformed_request");
    }
    JsonNode items = reply.json().path("items");
    return StreamSupport.stream(items.spliterator(), false)
        .allMatch(item -> plain.contains(lasting(item)));
  }

  /** What names an item: hosts are seen and hunts answered while this runs. */
  private static JsonNode lasting(JsonNode item) {
    if (item.has("id")) {
      return item.get("id");
    }
    return item instanceof ObjectNode object ? object.deepCopy().without("last_seen") : item;
  }

  @Test
  void no_value_of_a_filter_breaks_a_list() throws Exception {
    var barrage = new Barrage();
    for (Operation operation : operations) {
      for (Operation.Parameter parameter : operation.queryParameters()) {
        HOSTILE.forEach(
            value -> {
              String target = target(operation, parameter.name() + "=" + encoded(value));
              add(barrage, operator, operation, target, FilterJourney::isNoFailure);
            });
      }
      if (operation.isStream()) {
        resumes(barrage, operation);
      }
    }

    assertThat(barrage.misses()).isEmpty();
    assertThat(barrage.size()).isGreaterThan(500);
  }

  private void resumes(Barrage barrage, Operation stream) {
    for (String last : List.of("-1", "99999999999999999999", "x", "' OR 1=1", "1:2:3", "{}")) {
      var headers = new LinkedHashMap<>(operator.credentials());
      headers.put("Last-Event-ID", last);
      barrage.add(
          stream.call() + " from " + last,
          () -> gateway.get(known.target(stream), headers),
          FilterJourney::isNoFailure);
    }
  }

  /** Unknown ones are ignored or refused: the list is the same, and shows no secret. */
  @Test
  void no_list_can_be_sorted_or_filtered_by_what_it_does_not_show() {
    for (Operation list : operations) {
      if (list.takes("limit") && !list.path().equals("/api/v1/audit")) {
        String plain = admin.get(target(list, "limit=5")).raw().body();
        for (String column : SECRET_COLUMNS) {
          String target = target(list, "limit=5") + "&" + encodedQuery(column);
          var answer = admin.get(target);
          assertThat(answer.status()).as(target).isLessThan(500);
          if (answer.status() == 200 && !list.takes(column.split("=", 2)[0])) {
            assertThat(timeless(answer.raw().body())).as(target).isEqualTo(timeless(plain));
          }
          assertThat(answer.raw().body()).doesNotContain("\"password", "$2a$", "_hash\"");
        }
      }
    }
  }

  private static String encodedQuery(String query) {
    int mark = query.indexOf('=');
    return encoded(query.substring(0, mark)) + "=" + encoded(query.substring(mark + 1));
  }

  /** Hosts are seen while this runs, and a stack is counted when it is asked for. */
  private static String timeless(String body) {
    return body.replaceAll("\"(last_seen|last_used_at|counted_at)\":(\"[^\"]*\"|null)", "");
  }

  private String target(Operation operation, String query) {
    String name = query.substring(0, query.indexOf('='));
    String own = known.target(operation);
    String without = own.replaceAll("([?&])" + name + "=[^&]*", "$1x=x");
    return without + (without.contains("?") ? "&" : "?") + query;
  }
}
