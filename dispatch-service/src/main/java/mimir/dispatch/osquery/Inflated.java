package mimir.dispatch.osquery;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** A gzip body that may not become larger than the limit, nor a hundred times itself. */
final class Inflated extends FilterInputStream {
  private static final long RATIO_MAX = 100;
  private static final long RATIO_COUNTS_FROM = 64 * 1024;

  private final Counted source;
  private final long bytesMax;
  private long inflated;

  private Inflated(Counted source, long bytesMax) throws IOException {
    super(new GZIPInputStream(source));
    this.source = source;
    this.bytesMax = bytesMax;
  }

  static InputStream of(InputStream body, long bytesMax) throws IOException {
    return new Inflated(new Counted(body), bytesMax);
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
      inflated += n;
      if (inflated > bytesMax) {
        throw Refusal.TOO_LARGE.because("the inflated body is larger than " + bytesMax + " bytes");
      }
      if (inflated > RATIO_COUNTS_FROM && inflated > source.bytes * RATIO_MAX) {
        throw Refusal.RATIO.because(
            "the body inflates to more than " + RATIO_MAX + " times its size");
      }
    }
    return n;
  }

  private static final class Counted extends FilterInputStream {
    long bytes;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      bytes += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int n = super.read(target, offset, length);
      bytes += Math.max(0, n);
      return n;
    }
  }
}
