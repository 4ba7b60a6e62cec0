package mimir.local.kafka;

import java.io.IOException;

/** Notices that the process which started this one is gone, also after a kill -9. */
final class Parent {
  /** What a shell reports for a process that SIGTERM ended. */
  static final int TERMINATED = 143;

  private Parent() {}

  /** Watches standard input, which the parent holds open for as long as it lives. */
  static void whenGone(Runnable end) {
    Thread.ofPlatform()
        .name("parent-watch")
        .daemon()
        .start(
            () -> {
              awaitEndOfInput();
              end.run();
            });
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // The parent says nothing; only the end of its silence counts.
      }
    } catch (IOException e) {
      // A broken pipe is the same news as end of file.
    }
  }
}
