package mimir.dispatch.osquery;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A request's body for a virtual thread, chunk by chunk: two are asked for at a time, so a slow
 * sender holds two chunks and no thread that others need, and neither for longer than the bounds.
 */
final class BodyStream {
  private static final Object END = new Object();

  /** A small body and its end: they are here before an agent that hangs up is gone. */
  private static final int ASKED_FOR = 2;

  private final LinkedBlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
  private final HttpServerRequest request;
  private final Context context;
  private final Bounds bounds;
  private final long startedNanos = System.nanoTime();
  private long bytesRead;
  private boolean begun;
  private boolean ended;

  /** Set on the event loop: a request that is paused behind its end says that it has none. */
  private volatile boolean whole;

  /**
   * @param silenceMax between two chunks
   * @param timeMax for all of it: a byte a second must not go on for ever
   */
  record Bounds(long bytesMax, Duration silenceMax, Duration timeMax) {}

  /** To be made on the request's event loop, before anything of the body was read. */
  BodyStream(HttpServerRequest request, Bounds bounds) {
    this.request = request;
    this.context = Vertx.currentContext();
    this.bounds = bounds;
    request.pause();
    request.handler(arrived::add);
    request.endHandler(
        _ -> {
          whole = true;
          // While it is paused Vert.x holds it for unfinished, and its connection would be closed.
          request.resume();
          arrived.add(END);
        });
    request.exceptionHandler(arrived::add);
    request.fetch(ASKED_FOR);
  }

  /** The next chunk, or null at the end. Blocks. */
  byte[] next() throws IOException {
    if (ended) {
      return null;
    }
    begun = true;
    long left = bounds.timeMax().toNanos() - (System.nanoTime() - startedNanos);
    long wait = Math.min(left, bounds.silenceMax().toNanos());
    return switch (await(wait)) {
      case null ->
          throw wait == left
              ? Refusal.SLOW.because(
                  "the body took longer than " + bounds.timeMax().toSeconds() + " s")
              : Refusal.SILENT.because("the sender fell silent");
      case Buffer chunk -> {
        bytesRead += chunk.length();
        if (bytesRead > bounds.bytesMax()) {
          throw Refusal.TOO_LARGE.because(
              "the body is larger than " + bounds.bytesMax() + " bytes");
        }
        if (!whole) {
          context.runOnContext(_ -> request.fetch(1));
        }
        yield chunk.getBytes();
      }
      case Throwable failure -> throw Refusal.BROKEN.because("the connection broke", failure);
      default -> {
        ended = true;
        yield null;
      }
    };
  }

  /**
   * What comes behind this place of the last chunk, within the same bounds; nobody else may read on
   * then.
   */
  InputStream behind(byte[] last, int from) {
    return new SequenceInputStream(
        new ByteArrayInputStream(last, from, last.length - from), new ToCome());
  }

  private Object await(long nanos) throws InterruptedIOException {
    try {
      return arrived.poll(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** Whether nobody wanted anything of it. */
  boolean untouched() {
    return !begun;
  }

  /** Whether all of it has come, read or not. On the event loop. */
  boolean whole() {
    return whole;
  }

  /**
   * Lets a body that nobody reads go by, so that the connection can be used again. On the event
   * loop.
   */
  void skip(Runnable then) {
    if (whole) {
      then.run();
      return;
    }
    long late =
        context.owner().setTimer(bounds.silenceMax().toMillis(), _ -> request.connection().close());
    request.handler(_ -> {});
    request.endHandler(
        _ -> {
          whole = true;
          context.owner().cancelTimer(late);
          then.run();
        });
    request.resume();
  }

  private final class ToCome extends InputStream {
    private byte[] chunk = {};
    private int position;

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      while (position == chunk.length) {
        chunk = next();
        position = 0;
        if (chunk == null) {
          chunk = new byte[0];
          return -1;
        }
      }
      int n = Math.min(length, chunk.length - position);
      System.arraycopy(chunk, position, target, offset, n);
      position += n;
      return n;
    }
  }
}
