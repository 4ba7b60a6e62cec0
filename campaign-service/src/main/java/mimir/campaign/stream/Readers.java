package mimir.campaign.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.Vertx;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import mimir.campaign.coverage.Progress;
import mimir.campaign.coverage.ProgressTables;
import mimir.campaign.stream.StreamRules.Step;
import mimir.contracts.Refused;
import org.jboss.logging.Logger;

/** All open streams of this replica, and the one poll that feeds them. */
@ApplicationScoped
class Readers {
  private static final Logger LOG = Logger.getLogger(Readers.class);
  private static final int VERSION_CHARS = 16;

  private final ProgressTables tables;
  private final ObjectMapper json;
  private final Vertx vertx;
  private final InstantSource clock;

  /** Each with the person who reads. */
  private final Map<Reader, String> open = new ConcurrentHashMap<>();

  private final AtomicBoolean polling = new AtomicBoolean();
  private long timer;

  Readers(ProgressTables tables, ObjectMapper json, Vertx vertx, InstantSource clock) {
    this.tables = tables;
    this.json = json;
    this.vertx = vertx;
    this.clock = clock;
  }

  @PostConstruct
  void start() {
    timer =
        vertx.setPeriodic(
            StreamRules.COVERAGE_EVERY_MIN.toMillis(),
            _ -> {
              if (!open.isEmpty()) {
                vertx.executeBlocking(
                    () -> {
                      poll();
                      return null;
                    },
                    false);
              }
            });
  }

  @PreDestroy
  void stop() {
    vertx.cancelTimer(timer);
  }

  /** How the campaign stands now; empty when there is none. */
  Optional<State> state(UUID campaignId) {
    return Optional.ofNullable(tables.of(Set.of(campaignId)).get(campaignId)).map(this::state);
  }

  /**
   * Refuses one who would be too many. To be asked before an answer begins: its status is written
   * before the stream is subscribed to.
   *
   * @throws Refused TOO_MANY_STREAMS
   */
  void requireRoom(String person) {
    refusal(person)
        .ifPresent(
            refused -> {
              throw refused;
            });
  }

  private Optional<Refused> refusal(String person) {
    return StreamRules.refusal(open.size(), open.values().stream().filter(person::equals).count());
  }

  /**
   * Everything that is to be said until then. Nothing when there is no room any more: who was
   * overtaken since {@link #requireRoom} comes back, and is refused.
   *
   * @param cut closes the connection of a reader that takes nothing
   */
  Multi<Step> follow(
      String person, UUID campaignId, Told told, State first, Instant until, Runnable cut) {
    return Multi.createFrom()
        .deferred(
            () -> {
              var reader = new AtomicReference<Reader>();
              return Multi.createFrom()
                  .<Step>emitter(
                      sink -> {
                        reader.set(new Reader(campaignId, told, first, until, sink, cut));
                        begin(reader.get(), person, first, sink);
                      })
                  .invoke(() -> reader.get().taken());
            });
  }

  private void begin(Reader reader, String person, State first, MultiEmitter<? super Step> sink) {
    if (!enter(reader, person)) {
      sink.complete();
      return;
    }
    sink.onTermination(() -> open.remove(reader));
    reader.advance(first, clock.instant());
  }

  private synchronized boolean enter(Reader reader, String person) {
    if (refusal(person).isPresent()) {
      return false;
    }
    open.put(reader, person);
    return true;
  }

  int openCount() {
    return open.size();
  }

  /** One statement for all readers; a round that takes longer than the pause is not overtaken. */
  void poll() {
    if (open.isEmpty() || !polling.compareAndSet(false, true)) {
      return;
    }
    try {
      Map<UUID, State> states = states();
      Instant now = clock.instant();
      open.keySet().forEach(reader -> reader.advance(states.get(reader.campaignId()), now));
    } finally {
      polling.set(false);
    }
  }

  /** None while the database is away: the readers hear comments until it is back. */
  private Map<UUID, State> states() {
    try {
      var ids = open.keySet().stream().map(Reader::campaignId).collect(Collectors.toSet());
      return tables.of(ids).entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, each -> state(each.getValue())));
    } catch (RuntimeException e) {
      LOG.warnf("cannot look after %d streams: %s", open.size(), e);
      return Map.of();
    }
  }

  private State state(Progress progress) {
    try {
      var coverage = json.writeValueAsString(progress.numbers());
      var status = json.writeValueAsString(progress.standing());
      return new State(coverage, version(coverage), status, version(status));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("these records can be written", e);
    }
  }

  private static String version(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, VERSION_CHARS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
