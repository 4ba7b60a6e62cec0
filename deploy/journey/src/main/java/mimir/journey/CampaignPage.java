package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A campaign as a person follows it through the gateway. */
public final class CampaignPage {
  private final Person person;
  private final String id;

  private CampaignPage(Person person, String id) {
    this.person = person;
    this.id = id;
  }

  public static CampaignPage launch(Person person, String sql, Object target, String... headers) {
    return launch(person, Map.of("sql", sql, "target", target), headers);
  }

  /**
   * @param request as {@code POST /api/v1/campaigns} takes it
   */
  public static CampaignPage launch(Person person, Map<String, ?> request, String... headers) {
    var answer = person.post("/api/v1/campaigns", request, headers);
    assertThat(answer.status()).as("launch: %s", answer.body()).isEqualTo(201);
    return of(person, answer);
  }

  /** The campaign of an answer. */
  public static CampaignPage of(Person person, Person.Answer detail) {
    return new CampaignPage(person, detail.body().get("id").asText());
  }

  public String id() {
    return id;
  }

  public JsonNode detail() {
    var answer = person.get("/api/v1/campaigns/" + id);
    assertThat(answer.status()).as("detail: %s", answer.body()).isEqualTo(200);
    return answer.body();
  }

  public long count(String name) {
    return coverage(detail(), name);
  }

  /** Waits until so many assignments responded; at every look the numbers must balance (INV-1). */
  public void awaitCount(String name, long count, Duration max) {
    await()
        .atMost(max)
        .pollInterval(Duration.ofMillis(250))
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .untilAsserted(
            () -> {
              JsonNode detail = detail();
              assertThat(coverage(detail, "assigned"))
                  .isEqualTo(
                      coverage(detail, "responded")
                          + coverage(detail, "pending")
                          + coverage(detail, "errored")
                          + coverage(detail, "cancelled"));
              assertThat(coverage(detail, name)).as("%s of %s", name, detail).isEqualTo(count);
            });
  }

  private static long coverage(JsonNode detail, String name) {
    return detail.get("coverage").get(name).asLong();
  }

  /** All rows, page by page. */
  public List<JsonNode> rows() {
    var rows = new ArrayList<JsonNode>();
    String cursor = "";
    do {
      var page = person.get("/api/v1/campaigns/" + id + "/rows?limit=5&cursor=" + cursor).body();
      page.get("items").forEach(rows::add);
      cursor = page.get("next_cursor").asText("");
    } while (!cursor.isEmpty() && !cursor.equals("null"));
    return rows;
  }

  public List<JsonNode> rowsOf(String hostId) {
    var rows = new ArrayList<JsonNode>();
    person
        .get("/api/v1/campaigns/" + id + "/rows?host_id=" + hostId)
        .body()
        .get("items")
        .forEach(rows::add);
    return rows;
  }

  public Person.Answer stop(String reason) {
    return person.post("/api/v1/campaigns/" + id + "/stop", Map.of("reason", reason));
  }
}
