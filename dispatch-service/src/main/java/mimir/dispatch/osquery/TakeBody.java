package mimir.dispatch.osquery;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.zip.ZipException;
import mimir.dispatch.DispatchLimits;

/**
 * Takes a body in as it comes. Bodies that lie in files are worked on a few at a time: what that
 * takes is bounded, however many there are, and an agent whose large body waits keeps nobody's
 * small one waiting.
 */
@ApplicationScoped
class TakeBody {
  /** More would not be faster on the cores of one process; each takes some megabytes. */
  private static final int LARGE_AT_ONCE = 3;

  private static final int COPY_BYTES = 16 * 1024;

  private final Spool spool;
  private final DispatchLimits limits;
  private final Semaphore ofHosts = new Semaphore(LARGE_AT_ONCE, true);
  private final Semaphore ofStrangers = new Semaphore(LARGE_AT_ONCE, true);

  TakeBody(Spool spool, DispatchLimits limits) {
    this.spool = spool;
    this.limits = limits;
  }

  /** A body, and with it its turn to be worked on; closing it gives back what it holds. */
  record Taken(SpooledBody body, Semaphore turn) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      body.close();
      if (turn != null) {
        turn.release();
      }
    }
  }

  /** Blocks as long as the sender takes, within the bounds of the stream. */
  Taken take(BodyStream stream, boolean packed, boolean stranger) throws IOException {
    var body = spool.body(stranger);
    Semaphore turn = null;
    Taken taken = null;
    try {
      for (byte[] chunk = stream.next(); chunk != null; chunk = stream.next()) {
        body.append(chunk, chunk.length);
      }
      if (body.inFile() || packed) {
        Semaphore turns = stranger ? ofStrangers : ofHosts;
        turns.acquireUninterruptibly();
        turn = turns;
      }
      if (packed) {
        body = inflated(body, stranger);
      }
      taken = new Taken(body, turn);
      return taken;
    } finally {
      if (taken == null) {
        new Taken(body, turn).close();
      }
    }
  }

  /** Not while it comes in: a slow sender would hold all that inflating takes. */
  private SpooledBody inflated(SpooledBody body, boolean stranger) throws IOException {
    var plain = spool.body(stranger);
    boolean whole = false;
    try (body;
        InputStream stream = Inflated.of(body.open(), limits.agentBodyMaxBytes())) {
      var bytes = new byte[COPY_BYTES];
      for (int n = stream.read(bytes); n >= 0; n = stream.read(bytes)) {
        plain.append(bytes, n);
      }
      whole = true;
      return plain;
    } catch (ZipException | EOFException e) {
      throw Refusal.ENCODING.because("refused: the body is not gzip", e);
    } finally {
      if (!whole) {
        plain.close();
      }
    }
  }
}
