package mimir.ingest.responses;

import static mimir.ingest.responses.Answer.LAUNCHED_AT;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mimir.contracts.MessageCodec.Undecodable;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.CampaignEvent.FrozenIoc;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.CampaignKind;
import mimir.contracts.campaign.HuntEvent;
import mimir.contracts.campaign.HuntEvent.HuntLaunched;
import mimir.contracts.campaign.HuntEvent.HuntWindowEnded;
import mimir.contracts.ingest.AlertEvent;
import mimir.contracts.ingest.AlertEvent.AlertRaised;
import mimir.contracts.ingest.ResponseEvent.Item;
import mimir.contracts.ingest.ResultPart.Assignment;
import mimir.contracts.runtime.Ids;
import mimir.ingest.Batch;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Answers to hunts, up to their alerts; also the statement of RaiseAlerts and of Snapshots. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class HuntAnswersTest {
  private static final FrozenIoc ADDRESS =
      new FrozenIoc(UUID.randomUUID(), "ipv4", "192.0.2.7", "critical");
  private static final FrozenIoc OTHER =
      new FrozenIoc(UUID.randomUUID(), "ipv4", "192.0.2.8", "low");
  private static final Map<String, String> HIT = Map.of("pid", "1", "remote_address", "192.0.2.7");
  private static final Map<String, String> MISS = Map.of("pid", "2", "remote_address", "192.0.2.9");

  @Inject Intake intake;
  @Inject HuntConsumer hunts;
  @Inject Jdbi jdbi;

  private final UUID launch = Ids.next();
  private final UUID hunt = Ids.next();
  private final UUID snapshot = Ids.next();
  private final UUID evented = Ids.next();
  private final UUID host = UUID.randomUUID();
  private final List<FrozenQuery> queries =
      List.of(
          new FrozenQuery(snapshot, "ipv4_snapshot", "SELECT 1"),
          new FrozenQuery(evented, "ipv4_evented", "SELECT 1"));

  @Test
  void a_match_is_one_alert_with_its_first_row_and_the_answer_a_hit() {
    intake.launch(launched(50_000, 10_000));
    var answer = answer(snapshot, MISS, HIT, HIT);

    intake.take(answer.pieces());

    assertThat(alerts())
        .singleElement()
        .satisfies(
            alert ->
                assertThat(alert)
                    .containsEntry("source", "campaign")
                    .containsEntry("campaign_id", launch)
                    .containsEntry("hunt_id", hunt)
                    .containsEntry("ioc_value", "192.0.2.7")
                    .containsEntry("severity", "critical")
                    .containsEntry("rows", 2L)
                    .containsEntry("late", false));
    assertThat(raised())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.findingInfo().uid())
                  .isEqualTo(alerts().getFirst().get("alert_id").toString());
              assertThat(event.evidences().getFirst().data()).isEqualTo(HIT);
              assertThat(event.unmapped().mimir().source()).isEqualTo("campaign");
            });
    assertThat(items()).extracting(Item::matched).containsExactly(true);
  }

  @Test
  void a_row_that_matches_nothing_is_stored_and_no_alert() {
    intake.launch(launched(50_000, 10_000));

    intake.take(answer(snapshot, MISS).pieces());

    assertThat(alerts()).isEmpty();
    assertThat(items()).extracting(Item::matched).containsExactly(false);
    assertThat(Stored.of(jdbi, launch).rows()).hasSize(1);
  }

  @Test
  void a_redelivery_and_a_replay_change_nothing() {
    intake.launch(launched(50_000, 10_000));
    var answer = answer(snapshot, HIT);
    var again = Answer.of(answer.assignment()).with(List.of(List.of(HIT, HIT)));

    intake.take(answer.pieces());
    var before = alerts();
    intake.take(answer.pieces());
    intake.take(again.pieces());
    intake.launch(launched(50_000, 10_000));

    assertThat(alerts()).isEqualTo(before);
    assertThat(raised()).hasSize(1);
  }

  @Test
  void what_two_queries_of_a_host_find_is_one_alert() {
    intake.launch(launched(50_000, 10_000));

    intake.take(answer(snapshot, HIT).pieces());
    intake.take(answer(evented, HIT, HIT).pieces());

    assertThat(alerts())
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("rows", 3L));
    assertThat(raised()).hasSize(1);
    assertThat(items()).extracting(Item::matched).containsExactly(true, true);
  }

  @Test
  void also_when_both_come_in_one_batch() {
    intake.launch(launched(50_000, 10_000));

    intake.take(
        Stream.of(answer(snapshot, HIT), answer(evented, HIT, HIT))
            .flatMap(answer -> answer.pieces().stream())
            .toList());

    assertThat(alerts())
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("rows", 3L));
    assertThat(raised()).hasSize(1);
  }

  @Test
  void each_indicator_is_an_alert_of_its_own() {
    intake.launch(launched(50_000, 10_000));

    intake.take(answer(snapshot, HIT, Map.of("remote_address", "::ffff:192.0.2.8")).pieces());

    assertThat(alerts())
        .extracting(alert -> alert.get("severity"))
        .containsExactlyInAnyOrder("critical", "low");
  }

  @Test
  void a_row_that_no_cap_leaves_room_for_still_raises_its_alert() {
    intake.launch(launched(1, 10_000));

    intake.take(answer(snapshot, MISS, HIT).pieces());

    assertThat(Stored.of(jdbi, launch).rows()).hasSize(1);
    assertThat(alerts()).hasSize(1);
  }

  @Test
  void an_answer_that_is_refused_raises_nothing() {
    intake.launch(launched(50_000, 1));
    intake.take(answer(snapshot, MISS, MISS).pieces());

    intake.take(answer(evented, HIT).pieces());

    assertThat(alerts()).isEmpty();
  }

  @Test
  void what_osquery_could_not_answer_raises_nothing() {
    intake.launch(launched(50_000, 10_000));

    intake.take(answer(snapshot, HIT).failed(1, "no such table").pieces());

    assertThat(alerts()).isEmpty();
  }

  @Test
  void a_late_answer_is_a_late_match() {
    intake.launch(launched(50_000, 10_000));

    intake.take(answer(snapshot, HIT).receivedAt(Answer.LATE).pieces());

    assertThat(alerts()).extracting(alert -> alert.get("late")).containsExactly(true);
    assertThat(raised().getFirst().unmapped().mimir().late()).isTrue();
  }

  @Test
  void parts_over_several_batches_match_as_one_answer() {
    intake.launch(launched(50_000, 10_000));
    var answer =
        answer(snapshot)
            .with(
                IntStream.range(0, 4)
                    .mapToObj(part -> List.of(MISS, part == 2 ? HIT : MISS))
                    .toList());

    answer.pieces().forEach(piece -> intake.take(List.of(piece)));

    assertThat(alerts()).hasSize(1);
  }

  @Test
  void an_answer_before_its_hunt_is_matched_by_the_launch() {
    intake.take(answer(snapshot, HIT).pieces());
    assertThat(alerts()).isEmpty();

    intake.launch(launched(50_000, 10_000));

    assertThat(alerts()).hasSize(1);
  }

  @Test
  void what_an_operator_asks_raises_no_alert() {
    intake.launch(Answer.launched(launch));

    intake.take(answer(snapshot, HIT).pieces());

    assertThat(alerts()).isEmpty();
    assertThat(items()).extracting(Item::matched).containsExactly(false);
  }

  @Test
  void a_stop_with_discard_takes_the_answer_back_and_not_the_alert() {
    intake.launch(launched(50_000, 10_000));
    intake.take(answer(snapshot, HIT).pieces());

    intake.stop(new CampaignStopped(launch, "a", null, true, LAUNCHED_AT.plusSeconds(1)));

    assertThat(Stored.of(jdbi, launch).answers()).isEmpty();
    assertThat(alerts()).hasSize(1);
  }

  @Test
  void a_damaged_snapshot_matches_nothing_is_told_once_and_answers_are_stored() {
    intake.launch(launched(50_000, 10_000));
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE frozen_snapshot SET content = replace(content, '.7', '.9')"
                    + " WHERE campaign_id = ?",
                launch));

    intake.take(answer(snapshot, HIT).pieces());
    intake.take(answer(evented, HIT).pieces());

    assertThat(Stored.of(jdbi, launch).answers()).hasSize(2);
    assertThat(alerts()).isEmpty();
    assertThat(events("mimir.campaign.snapshot_corrupt.v1"))
        .singleElement()
        .asString()
        .contains("not as it was stored");
  }

  @Test
  void a_snapshot_that_is_gone_is_told_once_too() {
    intake.launch(launched(50_000, 10_000));
    jdbi.useHandle(
        handle -> handle.execute("DELETE FROM frozen_snapshot WHERE campaign_id = ?", launch));

    intake.take(answer(snapshot, HIT).pieces());
    intake.take(answer(evented, HIT).pieces());

    assertThat(Stored.of(jdbi, launch).answers()).hasSize(2);
    assertThat(events("mimir.campaign.snapshot_corrupt.v1")).hasSize(1);
  }

  @Test
  void more_matches_than_a_statement_takes_are_all_alerts() {
    List<FrozenIoc> many =
        IntStream.range(0, 1_203)
            .mapToObj(
                n ->
                    new FrozenIoc(
                        UUID.randomUUID(), "ipv4", "198.18." + n / 256 + "." + n % 256, "low"))
            .toList();
    intake.launch(launched(50_000, 10_000, many));

    intake.take(
        answer(snapshot)
            .with(
                List.of(
                    many.stream()
                        .map(ioc -> Map.of("remote_address", ioc.value()))
                        .toList()
                        .subList(0, 700),
                    many.stream()
                        .map(ioc -> Map.of("remote_address", ioc.value()))
                        .toList()
                        .subList(700, 1_203)))
            .pieces());

    assertThat(alerts()).hasSize(1_203);
    assertThat(raised()).hasSize(1_203);
  }

  @Test
  void a_launch_whose_indicators_nobody_could_have_frozen_is_told_as_corrupt() {
    var odd = new FrozenIoc(UUID.randomUUID(), "ipv9", "1", "high");
    intake.launch(launched(50_000, 10_000, List.of(ADDRESS, odd)));

    intake.take(answer(snapshot, HIT).pieces());

    assertThat(alerts()).isEmpty();
    assertThat(events("mimir.campaign.snapshot_corrupt.v1")).hasSize(1);
  }

  @Test
  void a_live_only_hunt_raises_alerts_of_its_own_also_after_its_window() {
    HuntEvent live =
        new HuntLaunched(
            hunt,
            "hunt",
            "a",
            LAUNCHED_AT,
            LAUNCHED_AT.plusSeconds(600),
            new FrozenTarget("hosts", 1),
            90,
            null,
            1,
            0,
            queries,
            List.of(ADDRESS),
            100,
            1_000);
    hunts.on(Batch.of(HuntEvent.CODEC, List.of(live, new HuntWindowEnded(hunt, LAUNCHED_AT))));

    intake.take(
        Answer.of(new Assignment(hunt, snapshot, host)).with(List.of(List.of(HIT))).pieces());

    assertThat(alerts(hunt))
        .singleElement()
        .satisfies(
            alert ->
                assertThat(alert)
                    .containsEntry("source", "hunt")
                    .containsEntry("campaign_id", null)
                    .containsEntry("hunt_id", hunt));
  }

  @Test
  void of_a_hunt_with_a_campaign_only_the_campaign_is_kept_here() {
    HuntEvent with =
        new HuntLaunched(
            hunt,
            "hunt",
            "a",
            LAUNCHED_AT,
            LAUNCHED_AT.plusSeconds(600),
            new FrozenTarget("hosts", 1),
            90,
            launch,
            1,
            0,
            null,
            null,
            100,
            1_000);

    hunts.on(Batch.of(HuntEvent.CODEC, List.of(with)));

    long known =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery("SELECT count(*) FROM campaign WHERE campaign_id = :id")
                    .bind("id", hunt)
                    .mapTo(Long.class)
                    .one());
    assertThat(known).isZero();
  }

  private Answer answer(UUID query) {
    return Answer.of(new Assignment(launch, query, host));
  }

  private Answer answer(UUID query, Map<String, String> row) {
    return answer(query).with(List.of(List.of(row)));
  }

  private Answer answer(UUID query, Map<String, String> row, Map<String, String> next) {
    return answer(query).with(List.of(List.of(row, next)));
  }

  private Answer answer(
      UUID query, Map<String, String> row, Map<String, String> next, Map<String, String> last) {
    return answer(query).with(List.of(List.of(row, next, last)));
  }

  private CampaignLaunched launched(int perHostCap, long cap) {
    return launched(perHostCap, cap, List.of(ADDRESS, OTHER));
  }

  private CampaignLaunched launched(int perHostCap, long cap, List<FrozenIoc> iocs) {
    return new CampaignLaunched(
        launch,
        "hunt",
        CampaignKind.IOC_HUNT,
        "alice",
        LAUNCHED_AT,
        LAUNCHED_AT.plus(Duration.ofMinutes(10)),
        null,
        new FrozenTarget("hosts", 1),
        1,
        0,
        queries,
        iocs,
        null,
        hunt,
        perHostCap,
        cap,
        null);
  }

  private List<Map<String, Object>> alerts() {
    return alerts(launch);
  }

  private List<Map<String, Object>> alerts(UUID id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT alert_id, source, campaign_id, hunt_id, ioc_value, severity, rows, late
                    FROM alert
                    WHERE launch_id = :id
                    """)
                .bind("id", id)
                .mapToMap()
                .list());
  }

  private List<AlertRaised> raised() {
    var raised = new ArrayList<AlertRaised>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT payload FROM event WHERE type = 'mimir.alert.raised.v1'"
                        + " AND message_key = :host")
                .bind("host", host.toString())
                .mapTo(String.class)
                .forEach(payload -> raised.add(decoded(payload))));
    return raised;
  }

  private static AlertRaised decoded(String payload) {
    try {
      return (AlertRaised)
          AlertEvent.CODEC
              .decode("mimir.alert.raised.v1", payload.getBytes(StandardCharsets.UTF_8))
              .orElseThrow();
    } catch (Undecodable e) {
      throw new AssertionError(e);
    }
  }

  private List<String> events(String type) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT payload FROM event WHERE type = :type AND message_key = :id")
                .bind("type", type)
                .bind("id", launch.toString())
                .mapTo(String.class)
                .list());
  }

  private List<Item> items() {
    return Stored.of(jdbi, launch).recorded().stream()
        .flatMap(recorded -> recorded.items().stream())
        .toList();
  }
}
