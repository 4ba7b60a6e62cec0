package mimir.dispatch.osquery;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** A body that was taken in, to be read as often as needed. Closing it gives all of it back. */
final class SpooledBody implements AutoCloseable {
  private static final int FIRST_BYTES = 2 * 1024;
  private static final int READ_BYTES = 64 * 1024;
  private static final byte[] NOTHING = new byte[0];

  private final Spool spool;
  private final boolean stranger;
  private byte[] memory = NOTHING;
  private FileChannel file;
  private long fileHeld;
  private long size;

  SpooledBody(Spool spool, boolean stranger) {
    this.spool = spool;
    this.stranger = stranger;
  }

  /** Whether it was too large for the memory. */
  boolean inFile() {
    return file != null;
  }

  long size() {
    return size;
  }

  void append(byte[] bytes, int length) throws IOException {
    if (file == null && !fits(size + length)) {
      file = newFile();
      toFile(memory, (int) size, 0);
      release();
    }
    if (file == null) {
      System.arraycopy(bytes, 0, memory, (int) size, length);
    } else {
      toFile(bytes, length, size);
    }
    size += length;
  }

  /** Makes room in memory; false when this body, or all together, would hold too much there. */
  private boolean fits(long needed) {
    if (needed <= memory.length) {
      return true;
    }
    if (needed > Spool.IN_MEMORY_MAX) {
      return false;
    }
    int capacity =
        Math.clamp(Math.max(needed, 2L * memory.length), FIRST_BYTES, Spool.IN_MEMORY_MAX);
    if (!spool.holdMemory(capacity - memory.length)) {
      return false;
    }
    memory = Arrays.copyOf(memory, capacity);
    return true;
  }

  private FileChannel newFile() throws Refusal.BodyRefused {
    try {
      return spool.file();
    } catch (IOException e) {
      throw Refusal.SPOOL_FULL.because("no room for this answer, try again", e);
    }
  }

  private void toFile(byte[] bytes, int length, long position) throws Refusal.BodyRefused {
    if (!spool.holdFile(length, stranger)) {
      throw Refusal.SPOOL_FULL.because("busy with other answers, try again");
    }
    fileHeld += length;
    try {
      var buffer = ByteBuffer.wrap(bytes, 0, length);
      while (buffer.hasRemaining()) {
        file.write(buffer, position + buffer.position());
      }
    } catch (IOException e) {
      throw Refusal.SPOOL_FULL.because("no room for this answer, try again", e);
    }
  }

  /** From its beginning; needs no closing. */
  InputStream open() {
    return file == null
        ? new ByteArrayInputStream(memory, 0, (int) size)
        : new BufferedInputStream(new FromFile(), READ_BYTES);
  }

  /** Fills the target, from this place of the body on, with so many bytes. */
  void read(long from, byte[] target, int offset, int length) throws IOException {
    if (file == null) {
      System.arraycopy(memory, (int) from, target, offset, length);
      return;
    }
    var buffer = ByteBuffer.wrap(target, offset, length);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, from + buffer.position() - offset) < 0) {
        throw new EOFException("the spooled body is shorter than it was");
      }
    }
  }

  private void release() {
    spool.freeMemory(memory.length);
    memory = NOTHING;
  }

  @Override
  public void close() throws IOException {
    release();
    spool.freeFile(fileHeld, stranger);
    fileHeld = 0;
    if (file != null) {
      file.close();
    }
  }

  private final class FromFile extends InputStream {
    private long position;

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (position == size) {
        return -1;
      }
      int n = (int) Math.min(length, size - position);
      SpooledBody.this.read(position, target, offset, n);
      position += n;
      return n;
    }
  }
}
