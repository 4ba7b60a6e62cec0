package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mimir.journey.AnswerWriter.Asked;
import mimir.journey.AnswerWriter.Sent;

/**
 * What ingest-service's database holds of a campaign: rows are counted, and nothing is believed
 * that a counter says.
 *
 * @param counter what the cap is held against
 * @param broken hosts whose rows are not the first ones of what they sent, as many as their answer
 *     says
 * @param recorded answers that the responses topic is told of, each time counted
 * @param crossings how often it is told that the cap was crossed
 */
record StoredAnswers(
    long counter,
    long rows,
    long broken,
    Map<UUID, Kept> kept,
    Set<UUID> discarded,
    long recorded,
    long crossings) {

  /** An answer as it says of itself. */
  record Kept(long rows, boolean truncated) {}

  private static final String KNOWN =
      """
      SELECT campaign_id
      FROM campaign
      """;

  private static final String COUNTER =
      """
      SELECT rows
      FROM campaign_rows
      WHERE campaign_id = CAST(? AS uuid)
      """;

  private static final String ROWS =
      """
      SELECT count(*)
      FROM answer_row
      WHERE campaign_id = CAST(? AS uuid)
      """;

  private static final String BROKEN =
      """
      SELECT count(*)
      FROM (
          SELECT host_id, rows
          FROM answer
          WHERE campaign_id = CAST(? AS uuid) AND rows > 0) AS told
      FULL JOIN (
          SELECT host_id, count(*) AS rows, max(row_no) AS last,
                 bool_and(CAST(columns ->> 'n' AS bigint) = row_no) AS in_place
          FROM answer_row
          WHERE campaign_id = CAST(? AS uuid)
          GROUP BY host_id) AS stored USING (host_id)
      WHERE (told.rows = stored.rows AND last = stored.rows - 1 AND in_place) IS NOT TRUE
      """;

  private static final String KEPT =
      """
      SELECT host_id, rows, truncated
      FROM answer
      WHERE campaign_id = CAST(? AS uuid)
      """;

  private static final String DISCARDED =
      """
      SELECT DISTINCT CAST(item ->> 'host_id' AS uuid)
      FROM event, json_array_elements(CAST(payload AS json) -> 'items') AS item
      WHERE message_key = ? AND type = 'mimir.responses.discarded.v1'
      """;

  private static final String RECORDED =
      """
      SELECT coalesce(sum(json_array_length(CAST(payload AS json) -> 'items')), 0)
      FROM event
      WHERE message_key = ? AND type = 'mimir.responses.recorded.v1'
      """;

  private static final String CROSSINGS =
      """
      SELECT count(*)
      FROM event
      WHERE message_key = ? AND type = 'mimir.campaign.cap_crossed.v1'
      """;

  static StoredAnswers of(Connection database, Asked asked) throws SQLException {
    var kept = new HashMap<UUID, Kept>();
    each(
        database,
        KEPT,
        asked,
        row -> kept.put(row.getObject(1, UUID.class), new Kept(row.getLong(2), row.getBoolean(3))));
    var discarded = new HashSet<UUID>();
    each(database, DISCARDED, asked, row -> discarded.add(row.getObject(1, UUID.class)));
    return new StoredAnswers(
        number(database, COUNTER, asked),
        rows(database, asked),
        number(database, BROKEN, asked),
        kept,
        discarded,
        number(database, RECORDED, asked),
        number(database, CROSSINGS, asked));
  }

  /** Campaigns that ingest-service has heard of. */
  static Set<UUID> known(Connection database) throws SQLException {
    var known = new HashSet<UUID>();
    try (var query = database.createStatement();
        var rows = query.executeQuery(KNOWN)) {
      while (rows.next()) {
        known.add(rows.getObject(1, UUID.class));
      }
    }
    return known;
  }

  /** Rows that are there at this moment. */
  static long rows(Connection database, Asked asked) throws SQLException {
    return number(database, ROWS, asked);
  }

  /** Hosts of whose answer it is decided what becomes of it. */
  static int ended(Connection database, Asked asked) throws SQLException {
    var hosts = new HashSet<UUID>();
    each(database, KEPT, asked, row -> hosts.add(row.getObject(1, UUID.class)));
    each(database, DISCARDED, asked, row -> hosts.add(row.getObject(1, UUID.class)));
    return hosts.size();
  }

  /** Every answer is there once, whole; or the cap is full to the last row, and was told once. */
  void assertExact(Asked asked, List<Sent> sent) {
    long all = sent.stream().mapToLong(Sent::rows).sum();
    boolean crosses = all > asked.cap();
    assertThat(rows).as("rows").isEqualTo(Math.min(all, asked.cap()));
    assertThat(counter).as("counter").isEqualTo(rows);
    assertThat(broken).as("hosts with other rows than their answer says").isZero();
    assertThat(crossings).as("crossings").isEqualTo(crosses ? 1 : 0);
    assertThat(recorded).as("answers told").isEqualTo(kept.size());
    assertThat(kept.values().stream().filter(Kept::truncated))
        .as("truncated answers")
        .hasSize(crosses ? 1 : 0);
    assertThat(sent)
        .allSatisfy(
            each -> {
              Kept answer = kept.get(each.hostId());
              if (answer == null) {
                assertThat(crosses).isTrue();
                assertThat(discarded).contains(each.hostId());
              } else {
                assertThat(discarded).doesNotContain(each.hostId());
                assertThat(answer.rows() < each.rows()).isEqualTo(answer.truncated());
              }
            });
    assertThat(kept.keySet()).isSubsetOf(sent.stream().map(Sent::hostId).toList());
  }

  private static long number(Connection database, String sql, Asked asked) throws SQLException {
    var numbers = new long[1];
    each(database, sql, asked, row -> numbers[0] = row.getLong(1));
    return numbers[0];
  }

  private interface Reader {
    void read(ResultSet row) throws SQLException;
  }

  /** The campaign's id is every parameter that there is. */
  private static void each(Connection database, String sql, Asked asked, Reader reader)
      throws SQLException {
    try (var query = database.prepareStatement(sql)) {
      for (int number = 1; number <= query.getParameterMetaData().getParameterCount(); number++) {
        query.setString(number, asked.campaignId().toString());
      }
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    }
  }
}
