package mimir.gateway.routing;

import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import mimir.contracts.ErrorCode;

/** What a caller is told when a service did not answer. */
final class RelayFailures {

  /**
   * @param failure empty when the service was not asked
   */
  static ErrorCode code(Optional<Throwable> failure) {
    return switch (failure.orElse(null)) {
      case null -> ErrorCode.UPSTREAM_OVERLOADED;
      case ConnectionPoolTooBusyException _ -> ErrorCode.UPSTREAM_OVERLOADED;
      case TimeoutException _ -> ErrorCode.UPSTREAM_TIMEOUT;
      default -> ErrorCode.UPSTREAM_UNAVAILABLE;
    };
  }

  /**
   * @param service in lower case, e.g. {@code ingest}
   */
  static String detail(ErrorCode code, String service) {
    String said =
        switch (code) {
          case UPSTREAM_OVERLOADED ->
              "is not asked for a moment, since it did not answer or too many ask it";
          case UPSTREAM_TIMEOUT -> "takes too long to answer";
          default -> "does not answer";
        };
    return "The " + service + "-service " + said + "; try again in a moment.";
  }

  private RelayFailures() {}
}
