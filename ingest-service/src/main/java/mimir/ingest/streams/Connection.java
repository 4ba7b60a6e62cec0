package mimir.ingest.streams;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One reader's connection: nothing is sent with a token that is over, and never is it silent. */
final class Connection implements EventSink {
  static final Duration COMMENT_AFTER = Duration.ofSeconds(15);

  /** A reader that takes nothing for so long is cut. */
  private static final Duration TAKEN_MAX = Duration.ofSeconds(30);

  /** How long a browser waits before it comes back. */
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final Sse sse;
  private final SseEventSink connection;
  private final ObjectMapper json;
  private final InstantSource clock;
  private final String name;
  private final Instant until;
  private Instant sentAt;

  /**
   * @param until when its token is nobody's word any more
   */
  Connection(
      Sse sse,
      SseEventSink connection,
      ObjectMapper json,
      InstantSource clock,
      String name,
      Instant until) {
    this.sse = sse;
    this.connection = connection;
    this.json = json;
    this.clock = clock;
    this.name = name;
    this.until = until;
    this.sentAt = clock.instant();
  }

  /** The connection is closed, or takes nothing. */
  static final class Gone extends RuntimeException {
    private static final long serialVersionUID = 1;

    Gone(String why) {
      super(why, null, false, false);
    }
  }

  /** The reader has to come back with another. */
  static final class TokenOver extends RuntimeException {
    private static final long serialVersionUID = 1;

    TokenOver() {
      super("token is over", null, false, false);
    }
  }

  boolean isClosed() {
    return connection.isClosed();
  }

  /** Told before anything else, so that it holds however the stream ends. */
  void hello() throws InterruptedException {
    send(sse.newEventBuilder().reconnectDelay(RETRY.toMillis()).comment(name).build());
  }

  @Override
  public void send(String event, String id, Object data) throws InterruptedException {
    try {
      var built = sse.newEventBuilder().name(event).mediaType(MediaType.TEXT_PLAIN_TYPE);
      if (id != null) {
        built.id(id);
      }
      send(built.data(json.writeValueAsString(data)).build());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("these records can be written", e);
    }
  }

  /** Keeps what is between us and the reader from giving the silent stream up. */
  void keep() throws InterruptedException {
    if (Duration.between(sentAt, clock.instant()).compareTo(COMMENT_AFTER) >= 0) {
      send(sse.newEventBuilder().comment("still here").build());
    } else if (isOver()) {
      throw new TokenOver();
    }
  }

  private boolean isOver() {
    return !clock.instant().isBefore(until);
  }

  private void send(OutboundSseEvent event) throws InterruptedException {
    if (isOver()) {
      throw new TokenOver();
    }
    if (connection.isClosed()) {
      throw new Gone("closed");
    }
    try {
      connection.send(event).toCompletableFuture().get(TAKEN_MAX.toMillis(), TimeUnit.MILLISECONDS);
      sentAt = clock.instant();
    } catch (ExecutionException | TimeoutException e) {
      throw new Gone(e.toString());
    }
  }
}
