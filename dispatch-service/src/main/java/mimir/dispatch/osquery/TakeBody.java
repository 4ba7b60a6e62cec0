package mimir.dispatch.osquery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
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

  /** Of which a part is dropped; they have their turn while they still come in. */
  private static final int CUT_AT_ONCE = 2;

  /** osquery hangs up after 16 s, and what is worked on after that is seldom of use. */
  private static final Duration TURN_WITHIN = Duration.ofSeconds(10);

  private static final int COPY_BYTES = 16 * 1024;

  private final Spool spool;
  private final DispatchLimits limits;
  private final Map<Sender, Turns> turns = new EnumMap<>(Sender.class);
  private final Turns ofCut;

  /** Each has turns of its own: logs keep no answer waiting, and strangers no host. */
  enum Sender {
    HOST_WRITE,
    STRANGER_WRITE,
    HOST_LOG,
    STRANGER_LOG;

    /** Who has shown no node key yet. */
    boolean stranger() {
      return this == STRANGER_WRITE || this == STRANGER_LOG;
    }

    /** Whose rows are worth having also when they are not all of them. */
    boolean mayBeCut() {
      return this == HOST_WRITE;
    }
  }

  @Inject
  TakeBody(Spool spool, DispatchLimits limits) {
    this(spool, limits, TURN_WITHIN);
  }

  TakeBody(Spool spool, DispatchLimits limits, Duration turnWithin) {
    this.spool = spool;
    this.limits = limits;
    for (Sender sender : Sender.values()) {
      turns.put(sender, new Turns(LARGE_AT_ONCE, Integer.MAX_VALUE, turnWithin));
    }
    this.ofCut = new Turns(CUT_AT_ONCE, Integer.MAX_VALUE, turnWithin);
  }

  /**
   * A body, and with it its turn to be worked on; closing it gives back what it holds.
   *
   * @param behind what still comes of a body that is larger than what is kept of one, to be read
   *     once; or null
   */
  record Taken(SpooledBody body, Turns turn, InputStream behind) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      try {
        body.close();
      } finally {
        if (turn != null) {
          turn.giveBack();
        }
      }
    }
  }

  /** Blocks as long as the sender takes, within the bounds of the stream. */
  Taken take(BodyStream stream, boolean packed, Sender sender) throws IOException {
    var body = spool.body(sender.stranger());
    Turns turn = null;
    Taken taken = null;
    try {
      InputStream behind = null;
      for (byte[] chunk = stream.next(); chunk != null; chunk = stream.next()) {
        int kept = (int) Math.min(chunk.length, limits.agentBodyMaxBytes() - body.size());
        body.append(chunk, kept);
        if (kept < chunk.length) {
          if (packed || !sender.mayBeCut()) {
            throw Refusal.TOO_LARGE.because(
                "the body is larger than " + limits.agentBodyMaxBytes() + " bytes");
          }
          behind = stream.behind(chunk, kept);
          break;
        }
      }
      if (behind != null) {
        turn = taken(ofCut);
      } else if (body.inFile() || packed) {
        turn = taken(turns.get(sender));
      }
      if (packed) {
        body = inflated(body, sender.stranger());
      }
      if (turn != null && !body.inFile() && behind == null) {
        turn.giveBack();
        turn = null;
      }
      taken = new Taken(body, turn, behind);
      return taken;
    } finally {
      if (taken == null) {
        new Taken(body, turn, null).close();
      }
    }
  }

  private static Turns taken(Turns turns) throws Refusal.BodyRefused {
    if (!turns.take()) {
      throw Refusal.BUSY.because("busy with other large bodies, try again");
    }
    return turns;
  }

  /** Not while it comes in: a slow sender would hold all that inflating takes. */
  private SpooledBody inflated(SpooledBody packed, boolean stranger) throws IOException {
    var plain = spool.body(stranger);
    boolean whole = false;
    try {
      try (packed;
          InputStream stream = Inflated.of(packed.open(), limits.agentBodyMaxBytes())) {
        var bytes = new byte[COPY_BYTES];
        for (int n = stream.read(bytes); n >= 0; n = stream.read(bytes)) {
          plain.append(bytes, n);
        }
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
