package mimir.dispatch.osquery;

import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import mimir.contracts.Topics;
import mimir.contracts.agent.AgentEvent;
import mimir.contracts.agent.AgentEvent.UpdateOffered;
import mimir.contracts.agent.AgentEvent.UpdateReported;
import mimir.contracts.agent.AgentEvent.UpdateStatus;
import mimir.contracts.agreed.Manifest;
import mimir.dispatch.Outlet;
import mimir.dispatch.hosts.RunningVersions;
import mimir.dispatch.releases.Rolled;
import mimir.dispatch.releases.Rollouts;
import org.jboss.logging.Logger;

/** What an agent is told to install, and what it says became of it. */
@ApplicationScoped
class UpdateAnswer {
  private static final Logger LOG = Logger.getLogger(UpdateAnswer.class);
  private static final int VERSION_MAX = 64;
  private static final int DETAIL_MAX = 1_000;
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._+-]{1,64}");

  private final Rollouts rollouts;
  private final RunningVersions versions;
  private final Outlet outlet;
  private final InstantSource clock;

  UpdateAnswer(Rollouts rollouts, RunningVersions versions, Outlet outlet, InstantSource clock) {
    this.rollouts = rollouts;
    this.versions = versions;
    this.outlet = outlet;
    this.clock = clock;
  }

  /**
   * O-7: {@code {"offer": null}}, or all that the agent must verify.
   *
   * @throws IOException when the agent does not say what it is
   */
  Buffer offer(UUID hostId, byte[] body) throws IOException {
    Map<String, String> said = AgentJson.texts(body);
    String os = oneOf("os", said.get("os"), Manifest.OSES);
    String arch = oneOf("arch", said.get("arch"), Manifest.ARCHES);
    String runs = version(said);
    remember(hostId, runs);
    Optional<Rolled> offered = rollouts.offer(hostId, os, arch, runs);
    offered.ifPresent(
        release ->
            // Lost, it comes again with the agent's next question.
            outlet.tell(
                Topics.AGENTS,
                hostId.toString(),
                AgentEvent.CODEC,
                new UpdateOffered(
                    hostId, release.releaseId(), release.version(), clock.instant())));
    return Reply.offer(offered.flatMap(Rolled::manifest));
  }

  /** Without a database there are offers all the same. */
  private void remember(UUID hostId, String runs) {
    if (!VERSION.matcher(runs).matches()) {
      return;
    }
    try {
      versions.said(hostId, runs);
    } catch (RuntimeException e) {
      LOG.warnf("what host %s runs could not be noted: %s", hostId, e);
    }
  }

  /**
   * Durable before it is acknowledged.
   *
   * @throws IOException when it cannot be understood
   */
  Buffer report(UUID hostId, byte[] body) throws IOException {
    Map<String, String> said = AgentJson.texts(body);
    String status = oneOf("status", said.get("status"), List.of("installed", "failed"));
    // What is no version of ours was never offered; and it goes into a database.
    String version = said.get("version");
    if (version == null || !VERSION.matcher(version).matches()) {
      throw new IOException("version has 1 to 64 of A-Z, a-z, 0-9 and . _ + -");
    }
    try {
      outlet
          .send(
              Topics.AGENTS,
              hostId.toString(),
              AgentEvent.CODEC,
              new UpdateReported(
                  hostId,
                  version,
                  UpdateStatus.valueOf(status.toUpperCase(Locale.ROOT)),
                  plain(said.getOrDefault("detail", "")),
                  clock.instant()),
              null)
          .join();
      return Reply.OK;
    } catch (CompletionException e) {
      return Reply.error("the report could not be stored, send it again");
    }
  }

  /** Without what a database or a log cannot take: control characters and halves of pairs. */
  private static String plain(String detail) {
    return detail
        .codePoints()
        .filter(each -> !Character.isISOControl(each))
        .filter(each -> Character.getType(each) != Character.SURROGATE)
        .limit(DETAIL_MAX)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String oneOf(String field, String value, List<String> known) throws IOException {
    if (value == null || !known.contains(value)) {
      throw new IOException(field + " is one of " + String.join(", ", known));
    }
    return value;
  }

  private static String version(Map<String, String> said) throws IOException {
    String version = said.get("version");
    if (version == null || version.isBlank() || version.length() > VERSION_MAX) {
      throw new IOException("version has 1 to 64 characters");
    }
    return version;
  }
}
