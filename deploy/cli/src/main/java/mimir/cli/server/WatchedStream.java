package mimir.cli.server;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Gives a body up when nothing comes for too long: the HTTP client itself waits for ever. A body
 * that was given up looks like its end to who reads it, so that is told apart here.
 */
final class WatchedStream extends InputStream {
  private final InputStream body;
  private final ScheduledExecutorService timer;
  private final Duration silence;
  private volatile boolean silent;

  WatchedStream(InputStream body, ScheduledExecutorService timer, Duration silence) {
    this.body = body;
    this.timer = timer;
    this.silence = silence;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    var alarm = timer.schedule(this::giveUp, silence.toMillis(), TimeUnit.MILLISECONDS);
    try {
      int count = body.read(into, offset, length);
      if (silent) {
        throw new IOException("nothing came for " + silence.toSeconds() + " s");
      }
      return count;
    } finally {
      alarm.cancel(false);
    }
  }

  private void giveUp() {
    silent = true;
    close();
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException _) {
      // What is closed was read to its end, or is of no use any more.
    }
  }
}
