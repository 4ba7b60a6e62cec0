package mimir.dispatch.osquery;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A body that is always small, collected. Of one that is too large the rest is read and dropped
 * before it is refused: a reply to somebody who is still sending may be lost with the connection.
 */
final class SmallBody {
  static final int DROPPED_BYTES_MAX = 8 * 1024 * 1024;

  private final HttpServerRequest request;
  private final Room room;
  private final Handler<SmallBody> taken;
  private final Runnable refused;
  private final AtomicLong held = new AtomicLong();
  private Buffer body = Buffer.buffer();
  private byte[] collected;
  private long bytes;

  private SmallBody(
      HttpServerRequest request, Room room, Handler<SmallBody> taken, Runnable refused) {
    this.request = request;
    this.room = room;
    this.taken = taken;
    this.refused = refused;
  }

  /** What bodies of one kind may hold: each, and all of them together. */
  static final class Room {
    private final long eachMax;
    private final long allMax;
    private final AtomicLong held = new AtomicLong();

    Room(long eachMax, long allMax) {
      this.eachMax = eachMax;
      this.allMax = allMax;
    }

    private boolean hold(long bytes) {
      if (held.addAndGet(bytes) <= allMax) {
        return true;
      }
      held.addAndGet(-bytes);
      return false;
    }

    private void free(long bytes) {
      held.addAndGet(-bytes);
    }

    long held() {
      return held.get();
    }
  }

  /**
   * Runs on the request's event loop, and so do both handlers; one of them at most is called. Who
   * takes a body frees it.
   */
  static void collect(
      HttpServerRequest request, Room room, Handler<SmallBody> taken, Runnable refused) {
    var small = new SmallBody(request, room, taken, refused);
    request.handler(small::chunk);
    request.endHandler(_ -> small.end());
    request.exceptionHandler(_ -> small.broken());
  }

  private void chunk(Buffer chunk) {
    bytes += chunk.length();
    if (bytes > DROPPED_BYTES_MAX) {
      request.connection().close();
    } else if (bytes > room.eachMax) {
      drop();
    } else if (body != null) {
      keep(chunk);
    }
  }

  private void keep(Buffer chunk) {
    if (room.hold(chunk.length())) {
      held.addAndGet(chunk.length());
      body.appendBuffer(chunk);
    } else {
      drop();
      // Without a reply: osquery takes what is no JSON for a failure, and comes again.
      request.connection().close();
    }
  }

  private void drop() {
    body = null;
    free();
  }

  private void end() {
    if (bytes > room.eachMax) {
      refused.run();
    } else if (body != null) {
      collected = body.getBytes();
      body = null;
      taken.handle(this);
    }
  }

  /** Whoever has taken the body still has it. */
  private void broken() {
    if (collected == null) {
      drop();
    }
  }

  byte[] bytes() {
    return collected;
  }

  /** What it held is there for others again. */
  void free() {
    room.free(held.getAndSet(0));
  }
}
