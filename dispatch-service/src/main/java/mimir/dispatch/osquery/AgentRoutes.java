package mimir.dispatch.osquery;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import mimir.dispatch.hosts.NodeKeys;
import org.jboss.logging.Logger;

/** From a request of an agent to its reply: small ones on the event loop, others off it. */
@ApplicationScoped
class AgentRoutes {
  private static final Logger LOG = Logger.getLogger(AgentRoutes.class);

  /** All small bodies that are held: 16 MiB, of which those who enroll take no poll's part. */
  private static final long HELD_MAX = 8L << 20;

  /** With what osquery tells of its machine. */
  private static final long ENROLL_BYTES_MAX = 256 * 1024;

  /** A node key and some words. */
  private static final long POLL_BYTES_MAX = 16 * 1024;

  /** Questions for updates and reports at a time: with 16 KiB each, 4 MiB. */
  private static final int UPDATES_MAX = 256;

  private final HostByKey hosts;
  private final ReadAnswer read;
  private final WriteRoute write;
  private final EnrollAnswer enroll;
  private final ConfigAnswer config;
  private final LogRoute log;
  private final UpdateAnswer update;
  private final BinaryRoute binary;
  private final SmallBody.Room enrollments = new SmallBody.Room(ENROLL_BYTES_MAX, HELD_MAX);
  private final SmallBody.Room polls = new SmallBody.Room(POLL_BYTES_MAX, HELD_MAX);
  private final Semaphore updates = new Semaphore(UPDATES_MAX);
  private final Set<UUID> updating = ConcurrentHashMap.newKeySet();
  private final Set<UUID> reading = ConcurrentHashMap.newKeySet();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

  AgentRoutes(
      HostByKey hosts,
      ReadAnswer read,
      WriteRoute write,
      EnrollAnswer enroll,
      ConfigAnswer config,
      LogRoute log,
      UpdateAnswer update,
      BinaryRoute binary) {
    this.hosts = hosts;
    this.read = read;
    this.write = write;
    this.enroll = enroll;
    this.config = config;
    this.log = log;
    this.update = update;
    this.binary = binary;
  }

  /** Runs on the event loop. */
  void handle(HttpServerRequest request) {
    if (BinaryRoute.takes(request.path())) {
      binary.handle(request);
      return;
    }
    if (!HttpMethod.POST.equals(request.method())) {
      reply(request, Reply.error("POST JSON here"));
      return;
    }
    switch (AgentPath.of(request.path())) {
      case ENROLL -> enroll(request);
      case CONFIG -> poll(request, _ -> config(request));
      case READ -> poll(request, host -> read(request, host));
      case WRITE -> write.handle(request);
      case LOG -> log.handle(request);
      case UPDATE -> update(request, update::offer);
      case REPORT -> update(request, update::report);
      case UNKNOWN -> reply(request, Reply.error("there is nothing at this address"));
    }
  }

  /** What is no HTTP: Vert.x would answer an empty body, which osquery takes for success. */
  void refuse(HttpServerRequest request) {
    request
        .response()
        .putHeader("Connection", "close")
        .putHeader("Content-Type", "application/json")
        .end(Reply.error("not a request"))
        .onComplete(_ -> request.connection().close());
  }

  private void poll(HttpServerRequest request, HostByKey.OnHost handler) {
    small(
        request,
        polls,
        body -> {
          body.free();
          hosts.find(request, body.bytes(), handler);
        });
  }

  /** The body is held for as long as it waits. */
  private void enroll(HttpServerRequest request) {
    var address = request.remoteAddress().hostAddress();
    small(
        request,
        enrollments,
        body ->
            blocking(
                request,
                () -> {
                  try {
                    return enroll.enroll(body.bytes(), address, request.response()::closed);
                  } finally {
                    body.free();
                  }
                }));
  }

  private void small(HttpServerRequest request, SmallBody.Room room, Handler<SmallBody> handler) {
    SmallBody.collect(
        request, room, handler, () -> reply(request, Reply.error("the body is too large")));
  }

  private interface OnUpdate {
    Buffer answer(UUID hostId, byte[] body) throws IOException;
  }

  /** Off the event loop: a binary may be read, or Kafka waited for. */
  private void update(HttpServerRequest request, OnUpdate answer) {
    small(
        request,
        polls,
        body -> {
          byte[] bytes = body.bytes();
          body.free();
          hosts.find(request, bytes, hostId -> update(request, hostId, bytes, answer));
        });
  }

  /** Each holds its body while it waits; a host has one of them, and no other host's place. */
  private void update(HttpServerRequest request, UUID hostId, byte[] body, OnUpdate answer) {
    if (!updating.add(hostId)) {
      reply(request, Reply.error("busy, try again"));
      return;
    }
    if (!updates.tryAcquire()) {
      updating.remove(hostId);
      reply(request, Reply.error("busy, try again"));
      return;
    }
    blocking(
        request,
        () -> {
          try {
            return answer.answer(hostId, body);
          } finally {
            updates.release();
            updating.remove(hostId);
          }
        });
  }

  private void config(HttpServerRequest request) {
    if (config.packs(request.getHeader("Accept-Encoding"))) {
      request.response().putHeader("Content-Encoding", "gzip");
      reply(request, config.packed());
    } else {
      reply(request, config.config());
    }
  }

  private void read(HttpServerRequest request, UUID hostId) {
    Optional<ReadAnswer.Handout> atOnce = read.atOnce(hostId);
    if (atOnce.isPresent()) {
      Future<Void> _ = reply(request, atOnce.get());
      return;
    }
    // One claim of a host at a time: whoever asks meanwhile has nothing to wait for.
    if (!reading.add(hostId)) {
      reply(request, Reply.NO_QUERIES);
      return;
    }
    Context context = Vertx.currentContext();
    blocking.execute(
        () -> {
          boolean claimed = false;
          try {
            // osquery hangs up after 16 s: nobody would hear of what is claimed now.
            if (!request.response().closed()) {
              ReadAnswer.Handout handout = read.claim(hostId);
              claimed = true;
              context.runOnContext(_ -> deliver(request, hostId, handout));
            }
          } catch (RuntimeException e) {
            fail(request, context, e);
          } catch (Error e) {
            fail(request, context, e);
            throw e;
          } finally {
            if (!claimed) {
              reading.remove(hostId);
            }
          }
        });
  }

  /** Leases that did not reach their host are given back at once, and cost it no attempt. */
  private void deliver(HttpServerRequest request, UUID hostId, ReadAnswer.Handout handout) {
    reply(request, handout)
        .onComplete(
            delivered -> {
              reading.remove(hostId);
              if (delivered.failed() && !handout.leaseIds().isEmpty()) {
                blocking.execute(() -> read.giveBack(hostId, handout.leaseIds()));
              }
            });
  }

  private void blocking(HttpServerRequest request, Callable<Buffer> work) {
    Context context = Vertx.currentContext();
    blocking.execute(
        () -> {
          try {
            Buffer answer = work.call();
            context.runOnContext(_ -> reply(request, answer));
          } catch (Exception e) {
            fail(request, context, e);
          } catch (Error e) {
            fail(request, context, e);
            throw e;
          }
        });
  }

  /** Whatever went wrong: nothing was acknowledged, and the agent is told to try again. */
  static void fail(HttpServerRequest request, Context context, Throwable e) {
    boolean agents = e instanceof IOException || e instanceof NodeKeys.Busy;
    LOG.logf(
        agents ? Logger.Level.DEBUG : Logger.Level.WARN, e, "a request of an agent failed: %s", e);
    var why =
        switch (e) {
          case JsonProcessingException _ -> "refused: the body is not the expected JSON";
          case IOException io -> "refused: " + io.getMessage();
          default -> "busy, try again";
        };
    context.runOnContext(_ -> reply(request, Reply.error(why)));
  }

  /** Nothing is held for the time for which it is put off, but for a timer and the request. */
  private static Future<Void> reply(HttpServerRequest request, ReadAnswer.Handout handout) {
    long millis = handout.after().toMillis();
    return millis == 0
        ? reply(request, handout.reply())
        : Vertx.currentContext()
            .owner()
            .timer(millis, TimeUnit.MILLISECONDS)
            .compose(_ -> reply(request, handout.reply()));
  }

  static Future<Void> reply(HttpServerRequest request, Buffer body) {
    var response = request.response();
    if (response.closed() || response.ended()) {
      return Future.failedFuture("the agent has hung up");
    }
    // A body that was not read to its end would be taken for the next request.
    if (!request.isEnded()) {
      response.putHeader("Connection", "close");
    }
    return response.putHeader("Content-Type", "application/json").end(body);
  }
}
