package mimir.dispatch.assignments;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.CampaignKind;
import mimir.contracts.dispatch.AssignmentEvent.AssignmentsCreated;
import mimir.contracts.dispatch.AssignmentEvent.Group;
import org.jdbi.v3.core.Jdbi;

/** Campaigns and assignments for tests, made as the consumers make them. */
public final class Given {
  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Jdbi jdbi;
  private final CampaignTables campaigns;
  private final AssignmentLedger ledger;

  Given(Jdbi jdbi) {
    this.jdbi = jdbi;
    this.campaigns = new CampaignTables(jdbi);
    this.ledger = new AssignmentLedger(jdbi);
  }

  public static CampaignLaunched launched(UUID campaign, Instant at, UUID... queries) {
    var frozen =
        Arrays.stream(queries)
            .map(query -> new FrozenQuery(query, "sql", "SELECT '" + query + "'"))
            .toList();
    return launched(campaign, at, 1, frozen);
  }

  private static CampaignLaunched launched(
      UUID campaign, Instant at, long hosts, List<FrozenQuery> frozen) {
    return new CampaignLaunched(
        campaign,
        "a campaign",
        CampaignKind.OSQUERY,
        "alice",
        at,
        at.plusSeconds(600),
        null,
        new FrozenTarget("hosts", hosts),
        hosts,
        0,
        frozen,
        List.of(),
        null,
        null,
        50_000,
        10_000_000,
        null);
  }

  public static AssignmentsCreated chunk(UUID campaign, List<UUID> hosts, UUID... queries) {
    return new AssignmentsCreated(campaign, 0, 1, List.of(new Group(List.of(queries), hosts)));
  }

  public static UUID[] ids(int n) {
    return Stream.generate(UUID::randomUUID).limit(n).toArray(UUID[]::new);
  }

  /** An active campaign that asks each host each of so many queries. */
  UUID campaign(int queries, UUID... hosts) {
    return campaign(NOW, queries, hosts);
  }

  UUID campaign(Instant assignedAt, int queries, UUID... hosts) {
    var campaign = UUID.randomUUID();
    var ids = ids(queries);
    campaigns.launch(launched(campaign, NOW.minusSeconds(60), ids), null);
    ledger.assign(chunk(campaign, List.of(hosts), ids), assignedAt);
    return campaign;
  }

  /** An active campaign that asks each host this. */
  UUID asking(String sql, UUID... hosts) {
    var campaign = UUID.randomUUID();
    var query = UUID.randomUUID();
    campaigns.launch(
        launched(
            campaign,
            NOW.minusSeconds(60),
            hosts.length,
            List.of(new FrozenQuery(query, "osquery", sql))),
        null);
    ledger.assign(chunk(campaign, List.of(hosts), query), NOW.minusSeconds(30));
    return campaign;
  }

  String reason(UUID campaign, UUID host) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT reason FROM assignment WHERE campaign_id = ? AND host_id = ?")
                .bind(0, campaign)
                .bind(1, host)
                .mapTo(String.class)
                .findOne()
                .orElse(null));
  }

  void stopped(UUID campaign, boolean discard) {
    campaigns.stop(new CampaignStopped(campaign, "alice", "enough", discard, NOW));
  }

  /** How many assignments of the campaign are in that state. */
  int count(UUID campaign, String state) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT count(*) FROM assignment WHERE campaign_id = ? AND state = ?")
                .bind(0, campaign)
                .bind(1, state)
                .mapTo(Integer.class)
                .one());
  }

  /** The most of them that an assignment of the campaign remembers. */
  int earlierLeases(UUID campaign) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT max(cardinality(earlier_lease_ids)) FROM assignment"
                        + " WHERE campaign_id = ?")
                .bind(0, campaign)
                .mapTo(Integer.class)
                .one());
  }

  /** How many assignments of the campaign are in any of the states. */
  int total(UUID campaign) {
    return Stream.of("pending", "leased", "draining", "responded", "errored", "cancelled")
        .mapToInt(state -> count(campaign, state))
        .sum();
  }

  void set(UUID campaign, String assignments) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE assignment SET " + assignments + " WHERE campaign_id = ?", campaign));
  }

  /** The payloads of what was published about the campaign, oldest first. */
  List<String> published(UUID campaign) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT payload FROM event WHERE message_key = :key ORDER BY id")
                .bind("key", campaign.toString())
                .mapTo(String.class)
                .list());
  }

  /** How many ends were published of the campaign. */
  int told(UUID campaign) {
    return published(campaign).stream().mapToInt(Given::items).sum();
  }

  static int items(String payload) {
    return (int)
        IntStream.range(0, payload.length())
            .filter(at -> payload.startsWith("\"host_id\"", at))
            .count();
  }
}
