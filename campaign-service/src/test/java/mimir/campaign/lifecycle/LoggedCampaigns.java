package mimir.campaign.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.campaign.SeededCampaign.Assignment;
import mimir.campaign.slots.SlotTables;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.CampaignEvent.CampaignArchived;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.CampaignEvent.CampaignWarned;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.CampaignEvent.SavedQueryReference;
import mimir.contracts.campaign.CampaignEvent.Warning;
import mimir.contracts.campaign.CampaignKind;
import mimir.contracts.runtime.Ids;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Many campaigns as their commands would have left them: streams, rows and assigned hosts. */
@ApplicationScoped
public class LoggedCampaigns {
  private static final int BATCH = 1_000;
  private static final int HOSTS = 3;
  public static final Instant AT = Instant.parse("2026-11-20T10:00:00.123456Z");

  private static final String APPEND =
      """
      INSERT INTO event (id, stream, version, topic, message_key, type, source, subject, at,
                         payload, actor, chain_hash)
      SELECT gen_random_uuid(), 'campaign-' || campaign_id, version, 'campaigns',
             campaign_id::text, type, '/mimir/campaign-service', campaign_id::text, :at, payload,
             'alice', ''
      FROM unnest(:campaign_ids, :versions, :types, :payloads)
          AS appended (campaign_id, version, type, payload)
      """;

  private static final String ASSIGN =
      """
      INSERT INTO assigned_host (campaign_id, host_id, queries)
      SELECT campaign_id, host_id, 1
      FROM unnest(:campaign_ids, :host_ids) AS assigned (campaign_id, host_id)
      """;

  private record Logged(CampaignEvent event, int version) {}

  private final CampaignTables tables;
  private final SlotTables slots;
  private final Jdbi jdbi;

  LoggedCampaigns(CampaignTables tables, SlotTables slots, Jdbi jdbi) {
    this.tables = tables;
    this.slots = slots;
    this.jdbi = jdbi;
  }

  /**
   * So many events: launches, of which most were stopped and some archived after.
   *
   * @return the assignments of the first thousand campaigns
   */
  public List<Assignment> launch(int events) {
    var assignments = new ArrayList<Assignment>();
    var logged = new ArrayList<Logged>();
    for (int n = 0; logged.size() < events; n++) {
      var launched = launched(n);
      streamOf(launched, n).limit(events - logged.size()).forEach(logged::add);
      if (n < BATCH) {
        for (int host = 0; host < HOSTS; host++) {
          assignments.add(
              new Assignment(
                  launched.campaignId(),
                  UUID.randomUUID(),
                  launched.queries().getFirst().queryId()));
        }
      }
    }
    jdbi.useTransaction(
        handle -> {
          for (int from = 0; from < logged.size(); from += BATCH) {
            write(handle, logged.subList(from, Math.min(logged.size(), from + BATCH)));
          }
          handle
              .createUpdate(ASSIGN)
              .bindArray(
                  "campaign_ids",
                  UUID.class,
                  assignments.stream().map(Assignment::campaignId).toList())
              .bindArray(
                  "host_ids", UUID.class, assignments.stream().map(Assignment::hostId).toList())
              .execute();
        });
    return assignments;
  }

  private void write(Handle handle, List<Logged> batch) {
    var events = batch.stream().map(Logged::event).toList();
    handle
        .createUpdate(APPEND)
        .bindArray(
            "campaign_ids", UUID.class, events.stream().map(CampaignEvent::campaignId).toList())
        .bindArray(
            "versions", Long.class, batch.stream().map(each -> (long) each.version()).toList())
        .bindArray("types", String.class, events.stream().map(CampaignEvent.CODEC::typeOf).toList())
        .bindArray(
            "payloads", String.class, events.stream().map(CampaignEvent.CODEC::encodeText).toList())
        .bind("at", AT)
        .execute();
    tables.project(handle, events);
    slots.project(handle, events);
  }

  private static Stream<Logged> streamOf(CampaignLaunched launched, int n) {
    var id = launched.campaignId();
    return Stream.of(
            launched,
            new CampaignStopped(
                id, "bob", n % 2 == 0 ? "enough " + n : null, n % 3 == 0, AT.plusSeconds(n)),
            new CampaignArchived(id, "bob", AT.plusSeconds(n + 1)))
        .limit(1 + n % 3)
        .map(event -> new Logged(event, version(event)));
  }

  private static int version(CampaignEvent event) {
    return switch (event) {
      case CampaignLaunched _ -> 1;
      case CampaignStopped _ -> 2;
      case CampaignArchived _ -> 3;
      case CampaignWarned _ -> throw new IllegalArgumentException("no stream has one");
    };
  }

  private static CampaignLaunched launched(int n) {
    return new CampaignLaunched(
        Ids.next(),
        "campaign " + n,
        CampaignKind.OSQUERY,
        "alice",
        AT.plusMillis(n),
        AT.plus(Duration.ofMinutes(10)),
        n % 7 == 0 ? AT.plus(Duration.ofDays(n)) : null,
        new FrozenTarget("hosts", HOSTS),
        HOSTS,
        0,
        List.of(new FrozenQuery(Ids.next(), "osquery", "SELECT '" + n + "'")),
        null,
        n % 4 == 0 ? new SavedQueryReference(Ids.next(), "saved " + n) : null,
        null,
        50_000,
        10_000_000,
        n % 5 == 0 ? List.of(new Warning("table_not_on_platform", n + " hosts lack it")) : null);
  }
}
