package mimir.ingest.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mimir.contracts.Refused;
import mimir.contracts.runtime.Operator;
import org.jboss.logging.Logger;

/** Follows a live query: {@code row}, {@code host}, {@code error}, and {@code done} in the end. */
@Path("/api/v1/queries/{id}/stream")
@Authenticated
class LiveResource {
  private static final Logger LOG = Logger.getLogger(LiveResource.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  /** A reader that takes nothing for so long is cut. */
  private static final Duration TAKEN_MAX = Duration.ofSeconds(30);

  /**
   * A launch that was not heard of for so long does not exist: longer than a replica that died
   * holds up its topics, shorter than the minute after which the gateway gives a silent call up.
   */
  private static final Duration HEARD_MAX = Duration.ofSeconds(45);

  /** What was launched longer ago is known here; clocks differ, and nobody may name any time. */
  private static final Duration YOUNG_MAX = Duration.ofMinutes(5);

  /** Ids are UUIDs of version 7, RFC 9562: their first 48 bits are milliseconds since 1970. */
  private static final int TIME_ORDERED = 7;

  private static final int TIME_SHIFT = 16;

  /** How long a browser waits before it comes back. */
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final LiveTables tables;
  private final LiveReaders readers;
  private final ObjectMapper json;
  private final Operator operator;
  private final InstantSource clock;

  LiveResource(
      LiveTables tables,
      LiveReaders readers,
      ObjectMapper json,
      Operator operator,
      InstantSource clock) {
    this.tables = tables;
    this.readers = readers;
    this.json = json;
    this.operator = operator;
    this.clock = clock;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RunOnVirtualThread
  public void follow(
      UUID id,
      @HeaderParam("Last-Event-ID") String lastEventId,
      @Context Sse sse,
      @Context SseEventSink connection,
      @Context HttpServerRequest request) {
    var person = operator.username();
    var until = operator.until();
    readers.enter(person);
    boolean follows = false;
    try {
      awaitKnown(id, connection);
      long after = place(lastEventId);
      // On a thread of its own: the request is answered when this method is left, and its end would
      // come in the middle of that.
      Thread.ofVirtual()
          .name("live-query-" + id)
          .start(() -> follow(id, after, person, until, sse, connection, request));
      follows = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!follows) {
        readers.leave(person);
      }
    }
  }

  private void follow(
      UUID id,
      long after,
      String person,
      Instant until,
      Sse sse,
      SseEventSink connection,
      HttpServerRequest request) {
    try {
      follow(id, after, until, sse, connection);
    } catch (Gone e) {
      LOG.infof("live query %s: a reader is gone or cut: %s", id, e.getMessage());
      // Closing the stream would queue behind what is not taken.
      request.connection().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warnf("live query %s: a stream has failed, its reader comes back: %s", id, e);
      request.connection().close();
    } finally {
      readers.leave(person);
    }
  }

  /** Whoever has just launched it comes sooner than the launch, which comes by a topic. */
  private void awaitKnown(UUID id, SseEventSink connection) throws InterruptedException {
    Instant now = clock.instant();
    Instant launched = Instant.ofEpochMilli(id.getMostSignificantBits() >>> TIME_SHIFT);
    boolean young =
        id.version() == TIME_ORDERED
            && Duration.between(launched, now).abs().compareTo(YOUNG_MAX) < 0;
    while (tables.find(id).isEmpty()) {
      boolean mayCome =
          young && clock.instant().isBefore(now.plus(HEARD_MAX)) && !connection.isClosed();
      if (!mayCome || tables.isAnother(id)) {
        throw Refused.notFound("This live query");
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  private void follow(UUID id, long after, Instant until, Sse sse, SseEventSink connection)
      throws InterruptedException {
    try (connection) {
      var sink = new Connection(sse, connection);
      sink.hello();
      var stream = new LiveStream(tables, clock, sink, id, after, until);
      while (!connection.isClosed() && stream.advance()) {
        if (stream.idle()) {
          Thread.sleep(LOOK_EVERY);
        }
      }
    }
  }

  private static long place(String lastEventId) {
    try {
      return lastEventId == null ? 0 : Math.max(0, Long.parseLong(lastEventId));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** The connection is closed, or takes nothing. */
  private static final class Gone extends RuntimeException {
    private static final long serialVersionUID = 1;

    Gone(String why) {
      super(why, null, false, false);
    }
  }

  private final class Connection implements LiveStream.Sink {
    private final Sse sse;
    private final SseEventSink connection;

    Connection(Sse sse, SseEventSink connection) {
      this.sse = sse;
      this.connection = connection;
    }

    /** Told before anything else, so that it holds however the stream ends. */
    void hello() throws InterruptedException {
      send(sse.newEventBuilder().reconnectDelay(RETRY.toMillis()).comment("live query").build());
    }

    @Override
    public void send(String name, String id, Object data) throws InterruptedException {
      try {
        var event = sse.newEventBuilder().name(name).mediaType(MediaType.TEXT_PLAIN_TYPE);
        if (id != null) {
          event.id(id);
        }
        send(event.data(json.writeValueAsString(data)).build());
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("these records can be written", e);
      }
    }

    @Override
    public void comment() throws InterruptedException {
      send(sse.newEventBuilder().comment("still here").build());
    }

    private void send(OutboundSseEvent event) throws InterruptedException {
      if (connection.isClosed()) {
        throw new Gone("closed");
      }
      try {
        connection
            .send(event)
            .toCompletableFuture()
            .get(TAKEN_MAX.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new Gone(e.toString());
      }
    }
  }
}
