package mimir.contracts;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mimir.contracts.access.AccessEvent;
import mimir.contracts.agent.AgentEvent;
import mimir.contracts.agent.AgentLogEvent;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.HuntEvent;
import mimir.contracts.campaign.IndicatorEvent;
import mimir.contracts.campaign.LiveQueryEvent;
import mimir.contracts.campaign.SavedQueryEvent;
import mimir.contracts.dispatch.AssignmentEndEvent;
import mimir.contracts.dispatch.AssignmentEvent;
import mimir.contracts.dispatch.EnrollmentSecretEvent;
import mimir.contracts.dispatch.HostActionEvent;
import mimir.contracts.dispatch.HostEvent;
import mimir.contracts.dispatch.WorkEvent;
import mimir.contracts.flag.FlagEvent;
import mimir.contracts.ingest.AlertActionEvent;
import mimir.contracts.ingest.AlertEvent;
import mimir.contracts.ingest.ResponseEvent;
import mimir.contracts.ingest.ResultPart;
import mimir.contracts.ingest.RowActionEvent;
import mimir.contracts.release.ReleaseEvent;

/** Every topic that has messages. Golden files, schemas and the AsyncAPI document follow it. */
final class Channels {

  /**
   * @param cleanup {@code compact}, {@code keep}, or how long records stay as an ISO 8601 duration
   */
  record Channel(
      String topic,
      String key,
      String owner,
      String through,
      List<String> readers,
      String cleanup,
      MessageCodec<?> codec) {}

  static final List<Channel> ALL =
      List.of(
          new Channel(
              Topics.FLAGS,
              "flag key",
              "flag-service",
              "outbox",
              List.of("all services"),
              "compact",
              FlagEvent.CODEC),
          new Channel(
              Topics.CAMPAIGNS,
              "campaign id",
              "campaign-service",
              "outbox",
              List.of("dispatch-service", "ingest-service", "audit"),
              "keep",
              CampaignEvent.CODEC),
          new Channel(
              Topics.HUNTS,
              "hunt id",
              "campaign-service",
              "outbox",
              List.of("dispatch-service", "ingest-service (live-only hunts)", "audit"),
              "keep",
              HuntEvent.CODEC),
          new Channel(
              Topics.LIVE_QUERIES,
              "live query id",
              "campaign-service",
              "outbox",
              List.of("dispatch-service", "ingest-service", "audit"),
              "keep",
              LiveQueryEvent.CODEC),
          new Channel(
              Topics.INDICATORS,
              "indicator id",
              "campaign-service",
              "outbox",
              List.of("ingest-service", "audit"),
              "keep",
              IndicatorEvent.CODEC),
          new Channel(
              Topics.SAVED_QUERIES,
              "saved query id",
              "campaign-service",
              "outbox",
              List.of("ingest-service", "audit"),
              "keep",
              SavedQueryEvent.CODEC),
          new Channel(
              Topics.ASSIGNMENTS,
              "campaign id + ':' + chunk",
              "campaign-service",
              "outbox",
              List.of("dispatch-service"),
              "compact",
              AssignmentEvent.CODEC),
          new Channel(
              Topics.AGENTS,
              "host id",
              "dispatch-service",
              "producer",
              List.of("dispatch-service", "osquery-release-service"),
              "P7D",
              AgentEvent.CODEC),
          new Channel(
              Topics.HOSTS,
              "host id",
              "dispatch-service",
              "outbox",
              List.of("campaign-service", "ingest-service", "osquery-release-service"),
              "compact",
              HostEvent.CODEC),
          new Channel(
              Topics.HOST_ACTIONS,
              "host id",
              "dispatch-service",
              "outbox",
              List.of("audit"),
              "keep",
              HostActionEvent.CODEC),
          new Channel(
              Topics.ENROLLMENT_SECRETS,
              "secret id",
              "dispatch-service",
              "outbox",
              List.of("audit"),
              "keep",
              EnrollmentSecretEvent.CODEC),
          new Channel(
              Topics.DISPATCH_WORK,
              "host id",
              "dispatch-service",
              "producer",
              List.of("every replica of dispatch-service"),
              "PT1H",
              WorkEvent.CODEC),
          new Channel(
              Topics.RESULTS,
              "host id",
              "dispatch-service",
              "producer",
              List.of("ingest-service"),
              "P3D",
              ResultPart.CODEC),
          new Channel(
              Topics.ASSIGNMENT_ENDS,
              "campaign id",
              "dispatch-service",
              "outbox",
              List.of("campaign-service", "ingest-service"),
              "P30D",
              AssignmentEndEvent.CODEC),
          new Channel(
              Topics.RESPONSES,
              "campaign id",
              "ingest-service",
              "outbox",
              List.of("campaign-service", "dispatch-service"),
              "P30D",
              ResponseEvent.CODEC),
          new Channel(
              Topics.ROW_ACTIONS,
              "campaign id",
              "ingest-service",
              "outbox",
              List.of("audit"),
              "keep",
              RowActionEvent.CODEC),
          new Channel(
              Topics.ALERTS,
              "host id",
              "ingest-service",
              "outbox",
              List.of("SOC"),
              "P30D",
              AlertEvent.CODEC),
          new Channel(
              Topics.ALERT_ACTIONS,
              "alert id",
              "ingest-service",
              "outbox",
              List.of("audit"),
              "keep",
              AlertActionEvent.CODEC),
          new Channel(
              Topics.AGENT_LOGS,
              "host id",
              "dispatch-service",
              "producer",
              List.of("SOC"),
              "P3D",
              AgentLogEvent.CODEC),
          new Channel(
              Topics.RELEASES,
              "release id",
              "osquery-release-service",
              "outbox",
              List.of("dispatch-service", "audit"),
              "compact",
              ReleaseEvent.CODEC),
          new Channel(
              Topics.ACCESS,
              "username",
              "gateway",
              "outbox",
              List.of("audit"),
              "keep",
              AccessEvent.CODEC));

  /** The messages of a channel by {@code ce_type}, sorted. */
  static Map<String, Class<?>> messages(Channel channel) {
    return new TreeMap<>(channel.codec().classes());
  }

  private Channels() {}
}
