package mimir.gateway.routing;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** A body of unknown length that fails once it is longer than its route allows. */
final class BoundedBody implements ReadStream<Buffer> {
  private final ReadStream<Buffer> body;
  private final long bytesMax;
  private long bytes;
  private Handler<Throwable> failed;

  BoundedBody(ReadStream<Buffer> body, long bytesMax) {
    this.body = body;
    this.bytesMax = bytesMax;
  }

  boolean isTooLarge() {
    return bytes > bytesMax;
  }

  @Override
  public ReadStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
    failed = handler;
    body.exceptionHandler(handler);
    return this;
  }

  @Override
  public ReadStream<Buffer> handler(Handler<Buffer> handler) {
    body.handler(handler == null ? null : part -> pass(part, handler));
    return this;
  }

  private void pass(Buffer part, Handler<Buffer> handler) {
    boolean already = isTooLarge();
    bytes += part.length();
    if (!isTooLarge()) {
      handler.handle(part);
    } else if (!already && failed != null) {
      failed.handle(new IllegalStateException("a body of more than " + bytesMax + " bytes"));
    }
  }

  @Override
  public ReadStream<Buffer> endHandler(Handler<Void> handler) {
    body.endHandler(handler == null ? null : _ -> finish(handler));
    return this;
  }

  // The end of a body that was cut short must not look like its end.
  private void finish(Handler<Void> handler) {
    if (!isTooLarge()) {
      handler.handle(null);
    }
  }

  @Override
  public ReadStream<Buffer> pause() {
    body.pause();
    return this;
  }

  @Override
  public ReadStream<Buffer> resume() {
    body.resume();
    return this;
  }

  @Override
  public ReadStream<Buffer> fetch(long amount) {
    body.fetch(amount);
    return this;
  }
}
