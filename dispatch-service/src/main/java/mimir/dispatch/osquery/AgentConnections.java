package mimir.dispatch.osquery;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of one event loop: so many and no more over all loops, and none that holds its
 * place by sending a byte now and then. Used by its loop only.
 */
final class AgentConnections {
  private final AgentListenerConfig config;
  private final AtomicInteger openOverAll;
  private final int most;
  private final Map<HttpConnection, Contact> contacts = new HashMap<>();

  /**
   * @param most over all loops, see {@link ConnectionLimit}
   */
  AgentConnections(AgentListenerConfig config, AtomicInteger openOverAll, int most) {
    this.config = config;
    this.openOverAll = openOverAll;
    this.most = most;
  }

  void opened(HttpConnection connection) {
    connection.closeHandler(
        _ -> {
          contacts.remove(connection);
          openOverAll.decrementAndGet();
        });
    contacts.put(connection, new Contact(System.nanoTime()));
    if (openOverAll.incrementAndGet() > most) {
      // Without a reply: osquery takes what is no JSON for a failure, and comes again.
      connection.close();
    }
  }

  /** A request whose headers are here. */
  void began(HttpServerRequest request) {
    Contact contact = contacts.get(request.connection());
    if (contact != null) {
      contact.began(request, System.nanoTime());
      request.response().endHandler(contact.ended);
    }
  }

  /** Closes those that have had time enough. */
  void check() {
    long now = System.nanoTime();
    var overdue =
        contacts.entrySet().stream()
            .filter(entry -> entry.getValue().overdue(config, now))
            .map(Map.Entry::getKey)
            .toList();
    overdue.forEach(HttpConnection::close);
  }

  /** Where a connection is between two requests, or in one. */
  static final class Contact {
    private final Handler<Void> ended = _ -> ended(System.nanoTime());
    private long sinceNanos;
    private boolean first = true;
    private HttpServerRequest current;

    Contact(long nowNanos) {
      this.sinceNanos = nowNanos;
    }

    void began(HttpServerRequest request, long nowNanos) {
      current = request;
      first = false;
      sinceNanos = nowNanos;
    }

    void ended(long nowNanos) {
      current = null;
      sinceNanos = nowNanos;
    }

    /**
     * What is being worked on is never overdue, and bodies that stream have bounds of their own.
     */
    boolean overdue(AgentListenerConfig config, long nowNanos) {
      if (current == null) {
        return late(
            first
                ? config.agentRequestWithin()
                : config.agentIdleWithin().plus(config.agentRequestWithin()),
            nowNanos);
      }
      return !current.isEnded()
          && !AgentPath.of(current.path()).streams()
          && late(config.agentRequestWithin(), nowNanos);
    }

    private boolean late(Duration within, long nowNanos) {
      return nowNanos - sinceNanos > within.toNanos();
    }
  }
}
