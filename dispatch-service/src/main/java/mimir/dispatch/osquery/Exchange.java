package mimir.dispatch.osquery;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import mimir.dispatch.hosts.NodeKeys;
import org.jboss.logging.Logger;

/** A request with a body that may be large, and that is being answered. */
final class Exchange {
  private static final Logger LOG = Logger.getLogger(Exchange.class);

  /** A refused body up to this size is passed over, so that the connection can be used again. */
  private static final long SKIPPED_MAX = 256 * 1024;

  private final HttpServerRequest request;
  private final String address;
  private final Context context;
  private final BodyStream.Bounds bounds;
  private final BodyStream body;
  private final Consumer<Refusal> refusals;

  /**
   * To be made on the request's event loop, before anything of the body was read.
   *
   * @param refusals are told each reason why not
   */
  Exchange(HttpServerRequest request, BodyStream.Bounds bounds, Consumer<Refusal> refusals) {
    this.request = request;
    this.address = request.remoteAddress().hostAddress();
    this.context = Vertx.currentContext();
    this.bounds = bounds;
    this.body = new BodyStream(request, bounds);
    this.refusals = refusals;
  }

  /** What is done for it; an exception is told to the agent. */
  interface Work {
    void run() throws Exception;
  }

  /** Where it comes from. */
  String address() {
    return address;
  }

  BodyStream body() {
    return body;
  }

  /** Whether the body is gzip. */
  boolean packed() {
    return "gzip".equalsIgnoreCase(request.getHeader("Content-Encoding"));
  }

  /** Refuses what its headers tell to be too much. On the event loop. */
  boolean refusedAtOnce() {
    String encoding = request.getHeader("Content-Encoding");
    if (encoding != null && !packed() && !encoding.equalsIgnoreCase("identity")) {
      refuse(Refusal.ENCODING.because("refused: this content encoding is not accepted"));
      return true;
    }
    if (length() > bounds.bytesMax()) {
      refuse(Refusal.TOO_LARGE.because("refused: larger than " + bounds.bytesMax() + " bytes"));
      return true;
    }
    return false;
  }

  /** As the sender declares it, or -1; a body without a length is counted as it comes. */
  private long length() {
    String declared = request.getHeader("Content-Length");
    try {
      return declared == null ? -1 : Long.parseLong(declared);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Does the work and says {} or why not. Nothing is acknowledged that failed in any way. */
  void answer(Work work) {
    try {
      work.run();
      reply(Reply.OK);
    } catch (Refusal.BodyRefused e) {
      reply(told(e));
    } catch (NodeKeys.Busy e) {
      reply(told(Refusal.BUSY.because("busy, try again", e)));
    } catch (Exception e) {
      fault(e);
    } catch (Error e) {
      // Without a reply the agent would wait, and its connection would never be overdue.
      fault(e);
      throw e;
    }
  }

  private void fault(Throwable e) {
    LOG.warn("a request of an agent failed", e);
    reply(told(Refusal.FAULT.because("busy, try again", e)));
  }

  private void reply(Buffer reply) {
    context.runOnContext(_ -> end(reply));
  }

  /** On the event loop. */
  void refuse(Refusal.BodyRefused refused) {
    end(told(refused));
  }

  private Buffer told(Refusal.BodyRefused refused) {
    refusals.accept(refused.reason());
    LOG.debugf(refused, "a body was refused: %s", refused.reason());
    return refused.reason() == Refusal.UNKNOWN_KEY
        ? Reply.NODE_INVALID
        : Reply.error(refused.getMessage());
  }

  private void end(Buffer reply) {
    if (body.untouched() && length() >= 0 && length() <= SKIPPED_MAX) {
      body.skip(() -> send(reply));
    } else {
      send(reply);
    }
  }

  private void send(Buffer reply) {
    var response = request.response();
    if (response.closed() || response.ended()) {
      return;
    }
    // A body that was not read to its end would be taken for the next request.
    boolean whole = body.whole();
    if (!whole) {
      response.putHeader("Connection", "close");
    }
    response
        .putHeader("Content-Type", "application/json")
        .end(reply)
        .onComplete(
            _ -> {
              if (!whole) {
                request.connection().close();
              }
            });
  }
}
