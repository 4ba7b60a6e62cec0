package mimir.fleet;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** One line an event, with its time, in one piece whatever the number of hosts that write. */
final class LogLines {

  private final PrintWriter out;
  private final InstantSource time;

  LogLines(PrintWriter out, InstantSource time) {
    this.out = out;
    this.time = time;
  }

  void write(String line) {
    out.println(time.instant().truncatedTo(ChronoUnit.MILLIS) + " " + line);
    out.flush();
  }
}
