package mimir.fleet.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import mimir.fleet.tables.QueryOutcome;
import mimir.fleet.tables.Row;
import mimir.fleet.tables.SqlAnswerer;

/**
 * Every request but enrolment goes through here: with no node key it enrols first, with a key that
 * the server calls invalid it forgets the key and enrols again before the next attempt.
 */
final class EnrolledChannel {

  static final String ENROLL = "/api/v1/osquery/enroll";

  private static final int ENROLL_ATTEMPTS = 12;
  private static final Duration ENROLL_WAIT_MAX = Duration.ofMinutes(10);
  private static final List<String> DETAIL_TABLES =
      List.of("os_version", "osquery_info", "system_info", "platform_info");

  private final AgentIdentity identity;
  private final KeptAliveConnection connection;
  private final SqlAnswerer answerer;
  private final AgentClock clock;
  private final AgentEvents events;
  private final WireCounts counts;
  private Optional<String> nodeKey;

  EnrolledChannel(
      AgentIdentity identity,
      KeptAliveConnection connection,
      SqlAnswerer answerer,
      AgentClock clock,
      AgentEvents events,
      WireCounts counts) {
    this.identity = identity;
    this.connection = connection;
    this.answerer = answerer;
    this.clock = clock;
    this.events = events;
    this.counts = counts;
    this.nodeKey = identity.nodeKey();
  }

  /** Posts until success or the last attempt; the body is made anew for the key of each attempt. */
  Optional<JsonNode> call(
      String path, Function<String, byte[]> body, int attempts, BooleanSupplier losesReply)
      throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Optional<String> key = keyOrEnrol();
      if (key.isPresent()) {
        switch (once(path, body.apply(key.get()), key, losesReply)) {
          case Reply.Accepted(JsonNode json) -> {
            return Optional.of(json);
          }
          case Reply.Refused(String reason) -> failed(path, reason);
          case Reply.NodeInvalid(String reason) -> {
            failed(path, "invalid node key: " + reason);
            nodeKey = Optional.empty();
          }
        }
      }
      if (attempt >= attempts) {
        return Optional.empty();
      }
      clock.pause(WaitRules.afterAttempt(attempt));
    }
  }

  Optional<JsonNode> call(String path, int attempts) throws InterruptedException {
    return call(path, WireBodies::keyOnly, attempts, EnrolledChannel::replyArrives);
  }

  Optional<String> nodeKey() {
    return nodeKey;
  }

  /** Only replies to writes get lost on purpose. */
  static boolean replyArrives() {
    return false;
  }

  private Reply once(String path, byte[] body, Optional<String> key, BooleanSupplier losesReply) {
    try {
      return ReplyRules.classify(connection.post(path, body, key, losesReply));
    } catch (IOException | NumberFormatException e) {
      return new Reply.Refused(String.valueOf(e.getMessage()));
    }
  }

  private void failed(String path, String reason) {
    counts.errors.incrementAndGet();
    events.notable("POST " + path + " failed: " + reason);
  }

  /** With no key every request starts the whole enrolment again; so does osquery's. */
  private Optional<String> keyOrEnrol() throws InterruptedException {
    for (int attempt = 1; nodeKey.isEmpty() && attempt <= ENROLL_ATTEMPTS; attempt++) {
      if (attempt > 1) {
        clock.pause(WaitRules.afterEnrolment(attempt - 1, ENROLL_WAIT_MAX));
      }
      enrol();
    }
    return nodeKey;
  }

  /** One attempt; the key is there afterwards, or it is not. */
  void enrol() {
    counts.enrolments.incrementAndGet();
    byte[] body = WireBodies.enroll(identity, details());
    switch (once(ENROLL, body, Optional.empty(), EnrolledChannel::replyArrives)) {
      case Reply.Accepted(JsonNode json) -> {
        nodeKey = ReplyRules.nodeKey(json);
        nodeKey.ifPresentOrElse(
            events::enrolled, () -> failed(ENROLL, "the reply holds no node key"));
      }
      case Reply.Refused(String reason) -> failed(ENROLL, reason);
      case Reply.NodeInvalid(String reason) -> failed(ENROLL, reason);
    }
  }

  private Map<String, Optional<Row>> details() {
    Map<String, Optional<Row>> details = new LinkedHashMap<>();
    for (String table : DETAIL_TABLES) {
      details.put(
          table,
          switch (answerer.answer("SELECT * FROM " + table)) {
            case QueryOutcome.Rows(var rows) -> rows.stream().findFirst();
            case QueryOutcome.Failed failed -> Optional.empty();
            case QueryOutcome.Killed killed -> Optional.empty();
          });
    }
    return details;
  }
}
