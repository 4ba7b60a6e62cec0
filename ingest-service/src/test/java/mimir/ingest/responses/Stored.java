package mimir.ingest.responses;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.ingest.ResponseEvent;
import mimir.contracts.ingest.ResponseEvent.ResponsesRecorded;
import org.jdbi.v3.core.Jdbi;

/** What the database holds of one campaign. */
record Stored(
    List<Map<String, Object>> answers, List<Map<String, Object>> rows, List<String> events) {
  private static final String TYPE = "mimir.responses.recorded.v1";

  static Stored of(Jdbi jdbi, UUID campaignId) {
    return jdbi.withHandle(
        handle ->
            new Stored(
                handle
                    .createQuery(
                        """
                        SELECT *
                        FROM answer
                        WHERE campaign_id = :id
                        ORDER BY host_id, query_id
                        """)
                    .bind("id", campaignId)
                    .mapToMap()
                    .list(),
                handle
                    .createQuery(
                        """
                        SELECT host_id, query_id, row_no, columns::text AS columns
                        FROM answer_row
                        WHERE campaign_id = :id
                        ORDER BY host_id, query_id, row_no
                        """)
                    .bind("id", campaignId)
                    .mapToMap()
                    .list(),
                handle
                    .createQuery(
                        """
                        SELECT payload
                        FROM event
                        WHERE message_key = :id AND type = :type
                        ORDER BY id
                        """)
                    .bind("id", campaignId.toString())
                    .bind("type", TYPE)
                    .mapTo(String.class)
                    .list()));
  }

  static long waiting(Jdbi jdbi, UUID campaignId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT count(*) FROM waiting_part WHERE campaign_id = :id")
                .bind("id", campaignId)
                .mapTo(Long.class)
                .one());
  }

  List<String> columns() {
    return rows.stream().map(row -> (String) row.get("columns")).toList();
  }

  List<ResponsesRecorded> recorded() {
    return events.stream().map(Stored::decoded).toList();
  }

  List<ResponseEvent.Item> items() {
    return recorded().stream().flatMap(event -> event.items().stream()).toList();
  }

  private static ResponsesRecorded decoded(String payload) {
    try {
      return (ResponsesRecorded)
          ResponseEvent.CODEC.decode(TYPE, payload.getBytes(UTF_8)).orElseThrow();
    } catch (MessageCodec.Undecodable e) {
      throw new AssertionError(e);
    }
  }
}
