package mimir.dispatch.osquery;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * A body that is always small, collected. Of one that is too large the rest is read and dropped
 * before it is refused: a reply to somebody who is still sending may be lost with the connection.
 */
final class SmallBody {
  static final int BYTES_MAX = 256 * 1024;
  static final int DROPPED_BYTES_MAX = 8 * 1024 * 1024;

  private final HttpServerRequest request;
  private final Handler<byte[]> taken;
  private final Runnable refused;
  private Buffer body = Buffer.buffer();
  private long bytes;

  private SmallBody(HttpServerRequest request, Handler<byte[]> taken, Runnable refused) {
    this.request = request;
    this.taken = taken;
    this.refused = refused;
  }

  /** Runs on the request's event loop, and so do both handlers; one of them at most is called. */
  static void collect(HttpServerRequest request, Handler<byte[]> taken, Runnable refused) {
    var small = new SmallBody(request, taken, refused);
    request.handler(small::chunk);
    request.endHandler(_ -> small.end());
  }

  private void chunk(Buffer chunk) {
    bytes += chunk.length();
    if (bytes > DROPPED_BYTES_MAX) {
      request.connection().close();
    } else if (bytes > BYTES_MAX) {
      body = null;
    } else {
      body.appendBuffer(chunk);
    }
  }

  private void end() {
    if (bytes > BYTES_MAX) {
      refused.run();
    } else {
      taken.handle(body.getBytes());
    }
  }
}
