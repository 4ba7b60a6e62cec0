package mimir.local;

import java.io.PrintStream;
import java.util.Locale;

/** What people see while the stack starts and stops: one line a step, with the time since begin. */
final class Progress {
  private final long begin = System.nanoTime();
  private final PrintStream out;

  Progress(PrintStream out) {
    this.out = out;
  }

  synchronized void say(String what) {
    var seconds = (System.nanoTime() - begin) / 1e9;
    out.println(String.format(Locale.ROOT, "[%5.1f s] %s", seconds, what));
    out.flush();
  }

  synchronized void show(String text) {
    out.println(text);
    out.flush();
  }
}
