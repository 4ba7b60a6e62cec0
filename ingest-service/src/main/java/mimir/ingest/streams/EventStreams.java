package mimir.ingest.streams;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.time.InstantSource;
import mimir.contracts.Refused;
import mimir.contracts.runtime.Operator;
import mimir.ingest.streams.Followed.Look;
import org.jboss.logging.Logger;

/** Opens a stream for a reader, and sees to its end. */
@ApplicationScoped
public class EventStreams {
  /** How often a stream looks for what is new. */
  public static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private static final Logger LOG = Logger.getLogger(EventStreams.class);

  private final StreamReaders readers;
  private final ObjectMapper json;
  private final Operator operator;
  private final InstantSource clock;

  EventStreams(StreamReaders readers, ObjectMapper json, Operator operator, InstantSource clock) {
    this.readers = readers;
    this.json = json;
    this.operator = operator;
    this.clock = clock;
  }

  /** The reader's end of a stream. */
  public record Reader(Sse sse, SseEventSink connection, HttpServerRequest request)
      implements AutoCloseable {
    @Override
    public void close() {
      connection.close();
    }
  }

  /** Finds out what is followed, before the stream is there: it may refuse. */
  @FunctionalInterface
  public interface Opening {
    Followed open() throws InterruptedException;
  }

  /**
   * Returns when the stream is open; it goes on by itself.
   *
   * @param name what is followed, in thread names and the log
   * @throws Refused TOO_MANY_STREAMS, or whatever the opening refuses with
   */
  public void open(String name, Reader reader, Opening opening) {
    var person = operator.username();
    readers.enter(person);
    boolean follows = false;
    try {
      Followed followed = opening.open();
      var connection =
          new Connection(reader.sse(), reader.connection(), json, clock, name, operator.until());
      // Before the caller is left: whoever answers the request sends the head of a stream that has
      // none yet, and would come between.
      connection.hello();
      // On a thread of its own: the end of the request would come in the middle of the stream.
      Thread.ofVirtual().name(name).start(() -> follow(name, reader, person, connection, followed));
      follows = true;
    } catch (Connection.Gone | Connection.TokenOver e) {
      // Closing the stream would end an answer that is still to be given.
      reader.request().connection().close();
    } catch (InterruptedException e) {
      reader.close();
      Thread.currentThread().interrupt();
    } finally {
      if (!follows) {
        readers.leave(person);
      }
    }
  }

  private void follow(
      String name, Reader reader, String person, Connection connection, Followed followed) {
    try (reader) {
      follow(connection, followed);
    } catch (Connection.TokenOver e) {
      LOG.debugf("%s: a reader's token is over", name);
    } catch (Connection.Gone e) {
      LOG.infof("%s: a reader is gone or cut: %s", name, e.getMessage());
      // The stream's own end queues behind what is not taken.
      reader.request().connection().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warnf("%s: a stream has failed, its reader comes back: %s", name, e);
      reader.request().connection().close();
    } finally {
      readers.leave(person);
    }
  }

  private static void follow(Connection connection, Followed followed) throws InterruptedException {
    Look look = Look.SENT;
    while (look != Look.OVER && !connection.isClosed()) {
      look = followed.advance(connection);
      if (look == Look.IDLE) {
        connection.keep();
        Thread.sleep(LOOK_EVERY);
      }
    }
  }
}
