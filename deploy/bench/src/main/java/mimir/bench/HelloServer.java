package mimir.bench;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/** What an idle poll is compared with: Vert.x that answers the same bytes and knows nothing. */
final class HelloServer {
  private static final Buffer ANSWER = Buffer.buffer("{\"queries\":{}}");

  private HelloServer() {}

  public static void main(String[] arguments) {
    int port = Integer.parseInt(arguments[0]);
    var loops = new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
    Vertx.vertx()
        .deployVerticle(() -> new Loop(port), loops)
        .onFailure(
            failure -> {
              failure.printStackTrace();
              System.exit(1);
            });
  }

  private static final class Loop extends AbstractVerticle {
    private final int port;

    Loop(int port) {
      this.port = port;
    }

    @Override
    public void start(Promise<Void> started) {
      vertx
          .createHttpServer()
          .requestHandler(
              request ->
                  request.response().putHeader("Content-Type", "application/json").end(ANSWER))
          .listen(port, "127.0.0.1")
          .<Void>mapEmpty()
          .onComplete(started);
    }
  }
}
