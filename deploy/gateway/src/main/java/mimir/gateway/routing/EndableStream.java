package mimir.gateway.routing;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.streams.ReadStream;

/** An answer's body that we can end before the service does; whoever reads it sees a plain end. */
final class EndableStream implements ReadStream<Buffer> {
  private final ReadStream<Buffer> source;
  private Handler<Void> endHandler;
  private boolean over;

  EndableStream(ReadStream<Buffer> source) {
    this.source = source;
  }

  /** On the event loop of its reader. */
  void end() {
    if (over) {
      return;
    }
    over = true;
    if (endHandler != null) {
      endHandler.handle(null);
    }
    if (source instanceof HttpClientResponse response) {
      response.request().reset();
    }
  }

  @Override
  public EndableStream handler(Handler<Buffer> handler) {
    source.handler(
        handler == null
            ? null
            : buffer -> {
              if (!over) {
                handler.handle(buffer);
              }
            });
    return this;
  }

  @Override
  public EndableStream endHandler(Handler<Void> handler) {
    endHandler = handler;
    source.endHandler(
        _ -> {
          if (!over) {
            over = true;
            if (endHandler != null) {
              endHandler.handle(null);
            }
          }
        });
    return this;
  }

  @Override
  public EndableStream exceptionHandler(Handler<Throwable> handler) {
    source.exceptionHandler(
        handler == null
            ? null
            : failure -> {
              // Of the reset that follows our own end, nobody need hear.
              if (!over) {
                handler.handle(failure);
              }
            });
    return this;
  }

  @Override
  public EndableStream pause() {
    source.pause();
    return this;
  }

  @Override
  public EndableStream resume() {
    source.resume();
    return this;
  }

  @Override
  public EndableStream fetch(long amount) {
    source.fetch(amount);
    return this;
  }
}
