package mimir.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import mimir.contracts.runtime.Ids;
import mimir.ingest.rows.SeededRows;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the lists and the files hold. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class ListsTest {

  @Inject Jdbi jdbi;

  @Test
  void rows_are_paged_as_their_hosts_sent_them() {
    var id = Calls.campaign(jdbi);
    var host = UUID.randomUUID();
    SeededRows.rows(jdbi, id, host, Ids.next(), 5);
    SeededRows.rows(jdbi, id, UUID.randomUUID(), Ids.next(), 5);

    var seen = new ArrayList<Integer>();
    String cursor = "";
    while (cursor != null) {
      var page =
          Calls.get(
              "/api/v1/campaigns/%s/rows?host_id=%s&limit=2&cursor=%s".formatted(id, host, cursor),
              Calls.operator());
      assertThat(page.asString()).contains("\"columns\":{\"z\":\"=cmd()\",\"a\":");
      assertThat(page.jsonPath().getMap("items[0]").keySet())
          .containsExactlyInAnyOrder("host_id", "hostname", "row_no", "columns");
      seen.addAll(page.jsonPath().getList("items.row_no", Integer.class));
      cursor = page.jsonPath().getString("next_cursor");
    }

    assertThat(seen).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void responses_are_paged_and_have_exactly_the_documented_fields() {
    var id = Calls.campaign(jdbi);
    for (int n = 0; n < 5; n++) {
      SeededRows.rows(jdbi, id, UUID.randomUUID(), Ids.next(), n);
    }

    var seen = new ArrayList<String>();
    String cursor = "";
    while (cursor != null) {
      var page =
          Calls.get(
              "/api/v1/campaigns/" + id + "/responses?limit=2&cursor=" + cursor, Calls.operator());
      assertThat(page.jsonPath().getMap("items[0]").keySet())
          .containsExactlyInAnyOrder(
              "host_id",
              "hostname",
              "query_id",
              "rows",
              "truncated",
              "late",
              "responded_at",
              "wall_time_ms",
              "memory_bytes");
      seen.addAll(page.jsonPath().getList("items.host_id", String.class));
      cursor = page.jsonPath().getString("next_cursor");
    }

    assertThat(seen).hasSize(5).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void a_stack_has_exactly_the_documented_fields() {
    var id = Calls.campaign(jdbi);
    SeededRows.rows(jdbi, id, UUID.randomUUID(), Ids.next(), 3);

    var page =
        Calls.get("/api/v1/campaigns/" + id + "/stack?column=a&limit=2", Calls.operator())
            .jsonPath();

    assertThat(page.getMap("").keySet())
        .containsExactlyInAnyOrder(
            "column", "order", "exact", "counted_at", "hosts", "rows", "items", "next_cursor");
    assertThat(page.getMap("items[0]").keySet())
        .containsExactlyInAnyOrder(
            "value", "value_cut", "value_key", "hosts", "rows", "example_host_id");
    assertThat(page.getInt("rows")).isEqualTo(3);
    assertThat(page.getString("order")).isEqualTo("rarest");
  }

  @Test
  void every_value_of_a_stack_leads_to_its_rows() {
    var id = Calls.campaign(jdbi);
    SeededRows.rows(jdbi, id, UUID.randomUUID(), Ids.next(), 3);
    SeededRows.rows(jdbi, id, UUID.randomUUID(), Ids.next(), 2);
    var path = "/api/v1/campaigns/" + id;
    var stack = Calls.get(path + "/stack?column=a", Calls.operator()).jsonPath();
    List<String> keys = stack.getList("items.value_key");
    assertThat(keys).hasSize(3);

    for (int n = 0; n < keys.size(); n++) {
      var byKey = Calls.get(path + "/rows?column=a&value_key=" + keys.get(n), Calls.operator());
      var value = stack.getString("items[" + n + "].value");
      var byText = Calls.get(path + "/rows?column=a&value=" + value, Calls.operator());

      assertThat(byKey.jsonPath().getList("items.columns.a")).containsOnly(value);
      assertThat(byKey.jsonPath().getList("items")).hasSize(stack.getInt("items[" + n + "].rows"));
      assertThat(byKey.jsonPath().getString("next_cursor")).isNull();
      assertThat(byText.asString()).isEqualTo(byKey.asString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"größer + 50 % & mehr", "日本語 💩", "a=b?c#d/e;f", "\"'\\", " ", "%00", "\t"})
  void a_value_is_asked_for_as_the_stack_tells_it_whatever_it_holds(String value) {
    var id = Calls.campaign(jdbi);
    SeededRows.rows(jdbi, id, UUID.randomUUID(), Ids.next(), 3);
    valued(id, value);
    var path = "/api/v1/campaigns/" + id;
    var told = Calls.get(path + "/stack?column=a&order=rarest", Calls.operator()).jsonPath();
    assertThat(told.getList("items.value", String.class)).contains(value);

    var text = URLEncoder.encode(value, UTF_8);
    var rows = Calls.get(path + "/rows?column=a&value=" + text, Calls.operator()).jsonPath();

    assertThat(rows.getList("items.columns.a", String.class)).containsExactly(value);
  }

  @Test
  void a_value_too_long_to_be_told_leads_to_its_rows_by_its_key() {
    var id = Calls.campaign(jdbi);
    var value = "é".repeat(40_000);
    valued(id, value);
    valued(id, value + "é");
    var path = "/api/v1/campaigns/" + id;
    var told = Calls.get(path + "/stack?column=a", Calls.operator()).jsonPath();
    assertThat(told.getList("items.value_cut", Boolean.class)).containsExactly(true, true);

    var found = new ArrayList<String>();
    for (String key : told.getList("items.value_key", String.class)) {
      var rows = Calls.get(path + "/rows?column=a&value_key=" + key, Calls.operator()).jsonPath();
      found.addAll(rows.getList("items.columns.a", String.class));
    }

    assertThat(found).containsExactlyInAnyOrder(value, value + "é");
  }

  /** One row of one host, with the value in column a. */
  private void valued(UUID id, String value) {
    var host = UUID.randomUUID();
    SeededRows.rows(jdbi, id, host, Ids.next(), 1);
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE answer_row SET columns = json_build_object('a', CAST(? AS text))"
                    + " WHERE campaign_id = ? AND host_id = ?",
                value,
                id,
                host));
  }

  @Test
  void a_value_that_a_page_is_too_small_for_goes_on_where_it_ended() {
    var id = Calls.campaign(jdbi);
    for (int n = 0; n < 5; n++) {
      SeededRows.rows(jdbi, id, UUID.randomUUID(), Ids.next(), 3);
    }

    var seen = new ArrayList<String>();
    String cursor = "";
    while (cursor != null) {
      var page =
          Calls.get(
              "/api/v1/campaigns/%s/rows?column=a&value=1&limit=2&cursor=%s".formatted(id, cursor),
              Calls.operator());
      seen.addAll(page.jsonPath().getList("items.host_id", String.class));
      cursor = page.jsonPath().getString("next_cursor");
    }

    assertThat(seen).hasSize(5).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void the_columns_are_told_in_their_order_and_whether_some_are_left_out() {
    var id = Calls.campaign(jdbi);
    var path = "/api/v1/campaigns/" + id + "/columns";

    assertThat(Calls.get(path, Calls.operator()).asString())
        .isEqualTo("{\"items\":[\"z\",\"a\"],\"truncated\":false}");

    jdbi.useHandle(handle -> handle.execute("INSERT INTO campaign_column VALUES (?, NULL, 9)", id));
    assertThat(Calls.get(path, Calls.operator()).jsonPath().getBoolean("truncated")).isTrue();
  }

  @Test
  void a_cursor_of_another_hosts_rows_goes_on_nowhere() {
    var id = Calls.campaign(jdbi);
    var host = UUID.randomUUID();
    SeededRows.rows(jdbi, id, host, Ids.next(), 3);
    var path = "/api/v1/campaigns/" + id + "/rows?limit=1&host_id=";
    String cursor = Calls.get(path + host, Calls.operator()).jsonPath().getString("next_cursor");

    assertThat(Calls.get(path + host + "&cursor=" + cursor, Calls.operator()).statusCode())
        .isEqualTo(200);
    var others = Calls.get(path + UUID.randomUUID() + "&cursor=" + cursor, Calls.operator());
    assertThat(others.statusCode()).isEqualTo(400);
    assertThat(others.jsonPath().getString("code")).isEqualTo("malformed_request");
  }

  @ParameterizedTest
  @CsvSource({"campaigns, campaign", "queries, query"})
  void an_export_names_its_file_and_tells_its_rows(String resource, String what) {
    var id = Calls.campaign(jdbi);
    SeededRows.rows(jdbi, id, UUID.randomUUID(), Ids.next(), 3);

    var file = Calls.get("/api/v1/" + resource + "/" + id + "/export?format=csv", Calls.operator());

    assertThat(file.header("Content-Disposition"))
        .matches(
            "attachment; filename=\"mimir-" + what + "-" + id + "-\\d{8}T\\d{6}\\.\\d{3}Z\\.csv\"");
    assertThat(file.header("Mimir-Rows")).isEqualTo("3");
    assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(file.contentType()).startsWith("text/csv");
    assertThat(file.asString().lines()).hasSize(4);
  }
}
