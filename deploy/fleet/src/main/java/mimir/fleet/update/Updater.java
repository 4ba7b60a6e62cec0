package mimir.fleet.update;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import mimir.contracts.signature.TrustedKeys;
import mimir.fleet.tables.Platform;
import mimir.fleet.wire.AgentClock;
import mimir.fleet.wire.AgentEvents;

/** Keeps one host's osquery up to date. One thread steps it; see {@link #step}. */
public final class Updater {

  /**
   * @param interval from one question to the next, with up to a quarter more
   * @param stagger an offer is followed after up to so long
   */
  public record Habits(Duration interval, Duration stagger) {
    /** O-9. */
    public static final Habits DEFAULTS = new Habits(Duration.ofHours(4), Duration.ofHours(24));
  }

  /** What the host is, by the names of a manifest. */
  public record Host(String os, String arch) {

    public static Host ofThisMachine() {
      String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
      return new Host(
          name.contains("freebsd")
              ? "freebsd"
              : Platform.ofThisMachine().name().toLowerCase(Locale.ROOT),
          archOf(System.getProperty("os.arch", "")));
    }

    public static Host of(Platform platform, String cpuType) {
      return new Host(platform.name().toLowerCase(Locale.ROOT), archOf(cpuType));
    }

    private static String archOf(String cpuType) {
      return switch (cpuType) {
        case "aarch64", "arm64" -> "arm64";
        default -> "amd64";
      };
    }
  }

  private final Host host;
  private final Habits habits;
  private final TrustedKeys keys;
  private final UpdateServer server;
  private final Installation installation;
  private final UpdateMemory memory;
  private final AgentClock clock;
  private final AgentEvents events;
  private final RandomGenerator random;
  private Optional<Outcome> unreported = Optional.empty();
  private boolean recovered;
  private Instant nextStep;

  public Updater(
      Host host,
      Habits habits,
      TrustedKeys keys,
      UpdateServer server,
      Installation installation,
      UpdateMemory memory,
      AgentClock clock,
      AgentEvents events,
      RandomGenerator random) {
    this.host = host;
    this.habits = habits;
    this.keys = keys;
    this.server = server;
    this.installation = installation;
    this.memory = memory;
    this.clock = clock;
    this.events = events;
    this.random = random;
    // A fleet that is switched on does not ask at once.
    this.nextStep = clock.now().plus(UpdateRules.upTo(habits.interval().dividedBy(4), random));
  }

  /** How long there is nothing to do. */
  public Duration untilNextStep() {
    Duration left = Duration.between(clock.now(), nextStep);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Does what is due, if anything is. */
  public void step() throws InterruptedException {
    if (!recovered) {
      unreported = installation.recover();
      recovered = true;
    }
    if (untilNextStep().isPositive()) {
      return;
    }
    nextStep = clock.now().plus(UpdateRules.untilNextAsk(habits.interval(), random));
    // Told before anything new is begun: the server must not take the next one's for this one's.
    if (reported()) {
      askAndFollow();
    }
  }

  private boolean reported() throws InterruptedException {
    if (unreported.isPresent()) {
      if (!server.report(unreported.get())) {
        return false;
      }
      unreported = Optional.empty();
      installation.settled();
    }
    return true;
  }

  private void askAndFollow() throws InterruptedException {
    Optional<UpdateOffer> offered = ask();
    if (offered.isEmpty()) {
      return;
    }
    UpdateOffer offer = offered.get();
    Instant now = clock.now();
    if (memory
        .failed(offer)
        .filter(at -> now.isBefore(at.plus(UpdateRules.RETRY_AFTER)))
        .isPresent()) {
      return;
    }
    Optional<String> refusal = UpdateRules.refusal(offer, host.os(), host.arch(), keys, now);
    if (refusal.isPresent()) {
      finish(offer, Outcome.failed(offer.manifest().version(), refusal.get()));
      return;
    }
    Instant due = memory.due(offer).orElseGet(() -> waits(offer, now));
    if (now.isBefore(due)) {
      // It is asked again then, and not only followed: it may have been paused meanwhile.
      nextStep = due.isBefore(nextStep) ? due : nextStep;
      return;
    }
    finish(offer, follow(offer));
  }

  private Instant waits(UpdateOffer offer, Instant now) {
    Instant due = now.plus(UpdateRules.upTo(habits.stagger(), random));
    memory.waits(offer, due);
    events.notable("osquery %s is offered; at %s".formatted(offer.manifest().version(), due));
    return due;
  }

  private Optional<UpdateOffer> ask() throws InterruptedException {
    Optional<JsonNode> reply = server.ask(host.os(), host.arch(), installation.version());
    try {
      return reply.isPresent() ? UpdateOffer.of(reply.get()) : Optional.empty();
    } catch (IOException e) {
      events.notable("an offer cannot be understood: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Outcome follow(UpdateOffer offer) throws InterruptedException {
    String version = offer.manifest().version();
    try {
      Path file = installation.download(offer.manifest().sha256());
      server.download(offer.manifest().url(), offer.manifest().sha256(), file);
      String sha256 = FileHash.sha256(file);
      if (!sha256.equals(offer.manifest().sha256())) {
        Files.delete(file);
        return Outcome.failed(
            version,
            "the downloaded file's SHA-256 is %s, and %s was signed"
                .formatted(sha256, offer.manifest().sha256()));
      }
      installation.install(file, version);
      return Outcome.installed(version);
    } catch (InstallFailed e) {
      return Outcome.failed(version, e.getMessage());
    } catch (IOException e) {
      return Outcome.failed(version, "it could not be downloaded: " + e.getMessage());
    }
  }

  private void finish(UpdateOffer offer, Outcome outcome) throws InterruptedException {
    if (outcome.installed()) {
      memory.installed();
      events.notable("osquery %s is installed".formatted(outcome.version()));
    } else {
      memory.fails(offer, clock.now());
      events.notable(
          "osquery %s was not installed: %s".formatted(outcome.version(), outcome.detail()));
    }
    unreported = Optional.of(outcome);
    boolean known = reported();
    if (!known) {
      events.notable("the outcome is reported later");
    }
  }
}
