package mimir.campaign.hunts;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.campaign.PlainText;
import mimir.campaign.indicators.Indicator;
import mimir.campaign.indicators.IndicatorRequest;
import mimir.campaign.targets.Target;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.campaign.CampaignEvent.FrozenIoc;
import mimir.contracts.campaign.HuntEvent;
import mimir.contracts.campaign.HuntEvent.HuntCancelled;
import mimir.contracts.campaign.HuntEvent.HuntLaunched;
import mimir.contracts.campaign.HuntEvent.HuntWindowEnded;
import mimir.contracts.campaign.IndicatorType;

/** Who may launch a hunt (P-4, P-5), what it is made of (L-1), and when it is over. */
final class HuntRules {
  static final int INDICATORS_MAX = 10_000;

  /** So that what is frozen fits into one message. */
  static final int VALUE_BYTES_MAX = 1024 * 1024;

  static final int NAME_MAX = 200;
  static final int LIVE_WINDOW_MINUTES_MAX = 1_440;
  static final int LIVE_WINDOW_MINUTES_DEFAULT = 10;
  static final int SEEN_WITHIN_DAYS_MAX = 3_650;
  static final int SEEN_WITHIN_DAYS_DEFAULT = 90;
  private static final int NAMED_CHARS_MAX = 80;
  private static final int LISTED_MAX = 100;

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  /**
   * The fleet needs the capability; a list of hosts is anybody's, up to a number of them.
   *
   * @param hostCap most hosts of somebody who is no admin
   */
  static void authorize(Target target, boolean admin, boolean mayLaunchAtFleet, int hostCap) {
    if (admin) {
      return;
    }
    if (target instanceof Target.Fleet && !mayLaunchAtFleet) {
      throw new Refused(
          ErrorCode.CAPABILITY_REQUIRED,
          "To hunt on the whole fleet you need the capability can_launch_fleet_hunts.");
    }
    if (target instanceof Target.Hosts hosts
        && hosts.hostIds() != null
        && hosts.hostIds().size() > hostCap) {
      throw new Refused(
          ErrorCode.HOST_CAP_EXCEEDED,
          "Without the role admin a hunt has at most %d hosts.".formatted(hostCap),
          Map.of("host_cap", hostCap));
    }
  }

  /**
   * A request whose fields are all in range.
   *
   * @param name null when it is to be made up
   */
  record Payload(
      String name,
      List<UUID> indicatorIds,
      List<IndicatorRequest> inline,
      Duration liveWindow,
      int seenWithinDays) {}

  /** Refuses the first field that is out of its range. */
  static Payload payload(HuntRequest request) {
    List<UUID> ids =
        request.indicatorIds() == null
            ? List.of()
            : request.indicatorIds().stream().distinct().toList();
    List<IndicatorRequest> inline = request.indicators() == null ? List.of() : request.indicators();
    if (ids.size() + inline.size() == 0 || ids.size() + inline.size() > INDICATORS_MAX) {
      throw Refused.invalidField(
          "indicator_ids", "A hunt has 1 to 10,000 indicators, by their ids or inline.");
    }
    if (Stream.concat(ids.stream(), inline.stream()).anyMatch(Objects::isNull)) {
      throw Refused.invalidField("indicator_ids", "One of the indicators is null.");
    }
    return new Payload(
        name(request.name()),
        ids,
        inline,
        Duration.ofMinutes(
            within(
                "live_window_minutes",
                request.liveWindowMinutes(),
                LIVE_WINDOW_MINUTES_DEFAULT,
                LIVE_WINDOW_MINUTES_MAX)),
        within(
            "hosts_seen_within_days",
            request.hostsSeenWithinDays(),
            SEEN_WITHIN_DAYS_DEFAULT,
            SEEN_WITHIN_DAYS_MAX));
  }

  private static int within(String field, Integer asked, int otherwise, int max) {
    int value = asked == null ? otherwise : asked;
    if (value < 1 || value > max) {
      throw Refused.invalidField(field, "%s is 1 to %d.".formatted(field, max));
    }
    return value;
  }

  private static String name(String asked) {
    if (asked == null || asked.isBlank()) {
      return null;
    }
    String name = asked.strip();
    if (name.length() > NAME_MAX || !PlainText.is(name)) {
      throw Refused.invalidField("name", "name is at most 200 characters of text.");
    }
    return name;
  }

  /** The name as asked, or the first value, how many more there are, and the minute. */
  static String name(Payload payload, List<FrozenIoc> iocs, Instant now) {
    if (payload.name() != null) {
      return payload.name();
    }
    String first = cut(iocs.getFirst().value());
    String more = iocs.size() == 1 ? "" : " and %d more".formatted(iocs.size() - 1);
    return first + more + " · " + MINUTE.format(now);
  }

  private static String cut(String value) {
    if (value.length() <= NAMED_CHARS_MAX) {
      return value;
    }
    int end =
        Character.isHighSurrogate(value.charAt(NAMED_CHARS_MAX - 1))
            ? NAMED_CHARS_MAX - 1
            : NAMED_CHARS_MAX;
    return value.substring(0, end) + "…";
  }

  /** The named indicators in their order; all of them exist and are active. */
  static List<Indicator> named(List<UUID> ids, Map<UUID, Indicator> known) {
    List<UUID> unusable =
        ids.stream().filter(id -> !known.containsKey(id) || !known.get(id).active()).toList();
    if (!unusable.isEmpty()) {
      throw new Refused(
          ErrorCode.INVALID_FIELD,
          "%d of the indicators do not exist or are not active.".formatted(unusable.size()),
          Map.of(
              "field",
              "indicator_ids",
              "unusable",
              unusable.subList(0, Math.min(unusable.size(), LISTED_MAX))));
    }
    return ids.stream().map(known::get).toList();
  }

  /** What is frozen of them, each once. */
  static List<FrozenIoc> frozen(List<Indicator> indicators) {
    List<FrozenIoc> iocs =
        indicators.stream()
            .distinct()
            .map(
                each ->
                    new FrozenIoc(
                        each.id(), each.type().wire(), each.value(), each.severity().wire()))
            .toList();
    iocs.forEach(HuntRules::requireAskable);
    long bytes =
        iocs.stream().mapToLong(ioc -> ioc.value().getBytes(StandardCharsets.UTF_8).length).sum();
    if (bytes > VALUE_BYTES_MAX) {
      throw Refused.invalidField(
          "indicator_ids", "The values of a hunt's indicators have at most 1 MiB in all.");
    }
    return iocs;
  }

  /** What osquery would take for a pattern asks for more than the one key. */
  private static void requireAskable(FrozenIoc ioc) {
    if (ioc.type().equals(IndicatorType.REGISTRY_KEY.wire())
        && ioc.value().startsWith(IocCompiler.CURRENT_USER)
        && ioc.value().indexOf('%') >= 0) {
      throw Refused.invalidField(
          "indicator_ids", "A key below HKEY_CURRENT_USER that holds a % cannot be asked for.");
    }
  }

  /** An inline value may be that of an indicator which somebody has put out of use. */
  static void requireActive(List<Indicator> indicators) {
    for (Indicator indicator : indicators) {
      if (!indicator.active()) {
        throw new Refused(
            ErrorCode.INVALID_FIELD,
            "The indicator of one of the values is not active; activate it first.",
            Map.of("field", "indicators", "unusable", List.of(indicator.id())));
      }
    }
  }

  /** I-8. */
  static Refused nothingToMatch() {
    return new Refused(
        ErrorCode.NOTHING_TO_MATCH, "No table of osquery shows any of these indicators.");
  }

  /**
   * Gives the hunt up; its campaign goes on.
   *
   * @param status as it stands now
   * @throws Refused {@code not_cancellable} once it is over
   */
  static HuntCancelled cancel(List<HuntEvent> events, HuntStatus status, String by, Instant now) {
    HuntLaunched launched = launched(events).orElseThrow(() -> Refused.notFound("This hunt"));
    if (status.over() || isCancelled(events)) {
      throw new Refused(
          ErrorCode.NOT_CANCELLABLE,
          "The hunt is %s."
              .formatted(isCancelled(events) ? HuntStatus.CANCELLED.wire() : status.wire()));
    }
    return new HuntCancelled(launched.huntId(), launched.campaignId(), by, now);
  }

  /** A live-only hunt asks nobody after its window; empty when that is said, or not so. */
  static Optional<HuntWindowEnded> endWindow(List<HuntEvent> events, Instant now) {
    return launched(events)
        .filter(launched -> !now.isBefore(launched.liveUntil()))
        .flatMap(_ -> cutWindow(events, now));
  }

  /** The same before its window is over; empty when its end is said, or it is none. */
  static Optional<HuntWindowEnded> cutWindow(List<HuntEvent> events, Instant now) {
    boolean said =
        events.stream()
            .anyMatch(event -> event instanceof HuntWindowEnded || event instanceof HuntCancelled);
    return launched(events)
        .filter(launched -> launched.liveOnly() && !said)
        .map(launched -> new HuntWindowEnded(launched.huntId(), now));
  }

  private static Optional<HuntLaunched> launched(List<HuntEvent> events) {
    return events.stream()
        .filter(HuntLaunched.class::isInstance)
        .map(HuntLaunched.class::cast)
        .findFirst();
  }

  private static boolean isCancelled(List<HuntEvent> events) {
    return events.stream().anyMatch(HuntCancelled.class::isInstance);
  }

  private HuntRules() {}
}
