package mimir.dispatch.osquery;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;
import mimir.dispatch.DispatchLimits;

/**
 * Bounds what all writes that are being read hold at one time: a flood of bodies is told to come
 * again, and the process does not run out of memory.
 */
@ApplicationScoped
class BodyMemory {
  private final AtomicLong held = new AtomicLong();
  private final long heldMax;

  BodyMemory(DispatchLimits limits) {
    this.heldMax = limits.agentBodyMaxBytes();
  }

  /** The body, counted until it is closed. What is kept of it is about its own size. */
  InputStream counted(InputStream body) {
    return new Counted(body);
  }

  private final class Counted extends FilterInputStream {
    private long mine;

    Counted(InputStream body) {
      super(body);
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int n = super.read(target, offset, length);
      if (n > 0) {
        mine += n;
        if (held.addAndGet(n) > heldMax) {
          throw new IOException("busy with other answers, try again");
        }
      }
      return n;
    }

    @Override
    public void close() throws IOException {
      held.addAndGet(-mine);
      mine = 0;
      super.close();
    }
  }
}
