package mimir.gateway.routing;

import io.vertx.core.Context;
import io.vertx.core.http.HttpClientRequest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request to a service that is not reset any more once its answer has ended. The proxy resets it
 * when a caller leaves before the last byte is written; Vert.x then closes the connection it came
 * on, which by that time is back in the pool and perhaps in the middle of somebody else's request.
 */
final class AnsweredRequest {
  private static final String RESET = "reset";

  /**
   * @param context of the request's answers
   */
  static HttpClientRequest of(HttpClientRequest request, Context context) {
    var ended = new AtomicBoolean();
    request.response().onSuccess(answer -> answer.end().onSuccess(_ -> ended.set(true)));
    return (HttpClientRequest)
        Proxy.newProxyInstance(
            HttpClientRequest.class.getClassLoader(),
            new Class<?>[] {HttpClientRequest.class},
            (_, method, arguments) -> {
              if (method.getName().equals(RESET) && request.response().succeeded()) {
                return !ended.get() && resetUnlessAnswered(request, context, ended);
              }
              try {
                return method.invoke(request, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** What has arrived may wait for a reader, with its end: nobody reads it any more. */
  private static boolean resetUnlessAnswered(
      HttpClientRequest request, Context context, AtomicBoolean ended) {
    request.response().result().handler(null).resume();
    context.runOnContext(
        _ -> {
          if (!ended.get()) {
            request.reset();
          }
        });
    return true;
  }

  private AnsweredRequest() {}
}
