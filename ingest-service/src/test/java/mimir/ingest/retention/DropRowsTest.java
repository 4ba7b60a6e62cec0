package mimir.ingest.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.runtime.Ids;
import mimir.ingest.rows.SeededRows;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class DropRowsTest {
  private static final DropRows.By ALICE = new DropRows.By("alice", "alice (key ci)");

  @Inject DropRows rows;
  @Inject RetentionTables tables;
  @Inject KeptRows kept;
  @Inject Jdbi jdbi;

  private final UUID campaign = Ids.next();

  @BeforeEach
  void a_campaign_with_rows() {
    SeededRows.campaign(jdbi, campaign);
    SeededRows.rows(jdbi, campaign, UUID.randomUUID(), Ids.next(), 7);
    jdbi.useHandle(
        handle ->
            handle.execute("UPDATE campaign_rows SET rows = 7 WHERE campaign_id = ?", campaign));
  }

  @Test
  void a_campaign_that_goes_on_keeps_its_rows() {
    assertThatThrownBy(() -> rows.drop(campaign, ALICE))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STILL_ACTIVE));
    assertThatThrownBy(() -> rows.drop(Ids.next(), ALICE))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));

    kept.check(campaign);
    assertThat(partitions()).isOne();
  }

  @Test
  void the_partition_goes_and_the_record_stays() {
    end("stopped_at");

    rows.drop(campaign, ALICE);
    rows.drop(campaign, ALICE);

    assertThat(partitions()).isZero();
    assertThat(count("answer")).isOne();
    assertThat(count("campaign")).isOne();
    assertThatThrownBy(() -> kept.check(campaign))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ROWS_DROPPED));
    assertThat(told())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.get("actor")).isEqualTo("alice (key ci)");
              assertThat(event.get("payload").toString())
                  .contains("\"rows\":7", "\"by\":\"alice\"", campaign.toString());
            });
  }

  @Test
  void an_archived_campaigns_rows_can_go_too() {
    end("archived_at");

    rows.drop(campaign, ALICE);

    assertThat(partitions()).isZero();
  }

  /** A reader's lock is longer than ours waits; the rows are gone for everybody all the same. */
  @Test
  void rows_that_cannot_be_dropped_now_are_dropped_later() {
    end("stopped_at");
    try (var reader = jdbi.open()) {
      reader.begin();
      reader.execute("LOCK TABLE answer_row IN ACCESS SHARE MODE");

      rows.drop(campaign, ALICE);

      assertThat(partitions()).isOne();
      assertThat(tables.leftOver()).contains(campaign);
      assertThatThrownBy(() -> kept.check(campaign)).isInstanceOf(Refused.class);
      reader.rollback();
    }
    rows.sweep();

    assertThat(partitions()).isZero();
    assertThat(tables.leftOver()).doesNotContain(campaign);
  }

  private void end(String column) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE campaign SET " + column + " = now() WHERE campaign_id = ?", campaign));
  }

  private long partitions() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT count(*) FROM pg_class WHERE relname = :name AND relkind = 'r'")
                .bind("name", "answer_row_" + campaign.toString().replace("-", ""))
                .mapTo(Long.class)
                .one());
  }

  private long count(String table) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT count(*) FROM " + table + " WHERE campaign_id = :id")
                .bind("id", campaign)
                .mapTo(Long.class)
                .one());
  }

  private List<Map<String, Object>> told() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT actor, payload
                    FROM event
                    WHERE message_key = :id AND type = 'mimir.campaign.rows_dropped.v1'
                    """)
                .bind("id", campaign.toString())
                .mapToMap()
                .list());
  }
}
