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

  /** Broken downloads in a row that are worth a report. */
  private static final int BROKEN_MAX = 3;

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
  private int broken;
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

  /** What an agent that died while it installed has left: reported with the first step. */
  public void found(Outcome left) {
    if (!left.installed()) {
      memory.fails(left.version(), clock.now());
    }
    unreported = Optional.of(left);
  }

  /** How long there is nothing to do. */
  public Duration untilNextStep() {
    Duration left = Duration.between(clock.now(), nextStep);
    // A clock that was set back would else stop the agent for as long.
    boolean another = left.compareTo(habits.interval().multipliedBy(2)) > 0;
    return left.isNegative() || another ? Duration.ZERO : left;
  }

  /** Does what is due, if anything is. */
  public void step() throws InterruptedException {
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
      installation.settled(unreported.get());
      unreported = Optional.empty();
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
    String version = offer.manifest().version();
    if (memory.failed(version).filter(at -> UpdateRules.failedLately(at, now)).isPresent()) {
      return;
    }
    Optional<String> refusal = UpdateRules.refusal(offer, host.os(), host.arch(), keys, now);
    if (refusal.isPresent()) {
      finish(Outcome.failed(version, refusal.get()));
      return;
    }
    Instant due =
        memory
            .due(version)
            .filter(at -> UpdateRules.canBeDue(at, now, habits.stagger()))
            .orElseGet(() -> waits(version, now));
    if (now.isBefore(due)) {
      // It is asked again then, and not only followed: it may have been paused meanwhile.
      nextStep = due.isBefore(nextStep) ? due : nextStep;
      return;
    }
    Optional<Outcome> outcome = follow(offer);
    if (outcome.isPresent()) {
      finish(outcome.get());
    }
  }

  private Instant waits(String version, Instant now) {
    Instant due = now.plus(UpdateRules.upTo(habits.stagger(), random));
    memory.waits(version, due);
    events.notable("osquery %s is offered; it is installed at %s".formatted(version, due));
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

  /** None when the network broke: that is not the release's fault, and tried again. */
  private Optional<Outcome> follow(UpdateOffer offer) throws InterruptedException {
    String version = offer.manifest().version();
    try {
      Path file = installation.download(offer.manifest().sha256());
      server.download(offer.manifest().url(), offer.manifest().sha256(), file);
      broken = 0;
      String sha256 = FileHash.sha256(file);
      if (!sha256.equals(offer.manifest().sha256())) {
        Files.delete(file);
        return Optional.of(
            Outcome.failed(
                version,
                "the downloaded file's SHA-256 is %s, and %s was signed"
                    .formatted(sha256, offer.manifest().sha256())));
      }
      installation.install(file, version);
      return Optional.of(Outcome.installed(version));
    } catch (InstallFailed e) {
      return Optional.of(Outcome.failed(version, e.getMessage()));
    } catch (DownloadRefused e) {
      // Between the offer and the download it may have been paused.
      Optional<UpdateOffer> now = ask();
      if (now.isEmpty() || !now.get().equals(offer)) {
        events.notable("osquery %s is offered no more".formatted(version));
        return Optional.empty();
      }
      return Optional.of(Outcome.failed(version, "it could not be downloaded: " + e.getMessage()));
    } catch (IOException e) {
      events.notable("the download of osquery %s broke off: %s".formatted(version, e.getMessage()));
      broken++;
      return Optional.of(
              Outcome.failed(
                  version, "the download broke off %d times: %s".formatted(broken, e.getMessage())))
          .filter(_ -> broken % BROKEN_MAX == 0);
    }
  }

  private void finish(Outcome outcome) throws InterruptedException {
    if (outcome.installed()) {
      memory.installed();
      events.notable("osquery %s is installed".formatted(outcome.version()));
    } else {
      memory.fails(outcome.version(), clock.now());
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
