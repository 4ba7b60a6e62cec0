package mimir.dispatch.osquery;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A request's body as a blocking stream for a virtual thread: one buffer is asked for at a time, so
 * a body of any size holds one buffer of memory, and a slow sender holds no thread that others
 * need.
 */
final class BodyStream extends InputStream {
  private static final Duration SILENCE_MAX = Duration.ofSeconds(60);
  private static final Object END = new Object();

  private final LinkedBlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
  private final HttpServerRequest request;
  private final Context context;
  private final long bytesMax;
  private long bytesRead;
  private Buffer current;
  private int position;
  private boolean ended;

  /** To be made on the request's event loop, before anything of the body was read. */
  BodyStream(HttpServerRequest request, long bytesMax) {
    this.request = request;
    this.context = Vertx.currentContext();
    this.bytesMax = bytesMax;
    request.pause();
    request.handler(arrived::add);
    request.endHandler(
        _ -> {
          // While it is paused Vert.x holds it for unfinished, and its connection would be closed.
          request.resume();
          arrived.add(END);
        });
    request.exceptionHandler(arrived::add);
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (current == null || position == current.length()) {
      if (ended || !next()) {
        return -1;
      }
    }
    int n = Math.min(length, current.length() - position);
    current.getBytes(position, position + n, target, offset);
    position += n;
    return n;
  }

  private boolean next() throws IOException {
    context.runOnContext(_ -> request.fetch(1));
    Object arrival;
    try {
      arrival = arrived.poll(SILENCE_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    return switch (arrival) {
      case null -> throw new IOException("the sender fell silent");
      case Buffer buffer -> {
        bytesRead += buffer.length();
        if (bytesRead > bytesMax) {
          throw new IOException("the body is larger than " + bytesMax + " bytes");
        }
        current = buffer;
        position = 0;
        yield true;
      }
      case Throwable failure -> throw new IOException("the connection broke", failure);
      default -> {
        ended = true;
        yield false;
      }
    };
  }
}
