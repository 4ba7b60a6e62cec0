package mimir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A process's resident memory while it is watched, in MiB. */
final class MemoryCurve implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(250);

  private final Path status;
  private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
  private final List<Long> samples = Collections.synchronizedList(new ArrayList<>());

  private MemoryCurve(long pid) {
    status = Path.of("/proc", Long.toString(pid), "status");
  }

  static MemoryCurve of(long pid) {
    var curve = new MemoryCurve(pid);
    ScheduledFuture<?> _ =
        curve.ticks.scheduleAtFixedRate(curve::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return curve;
  }

  private void look() {
    try (var lines = Files.lines(status)) {
      lines
          .filter(line -> line.startsWith("VmRSS:"))
          .forEach(line -> samples.add(Long.parseLong(line.replaceAll("\\D", "")) / 1024));
    } catch (IOException e) {
      // A process that is gone has no memory; whoever watches it finds out otherwise.
    }
  }

  /**
   * The most in each of so many equal stretches of time; fewer when there were too few looks.
   *
   * @param parts of the time that it was watched
   */
  List<Long> most(int parts) {
    List<Long> all = List.copyOf(samples);
    var most = new ArrayList<Long>();
    for (int part = 0; part < parts; part++) {
      all.subList(all.size() * part / parts, all.size() * (part + 1) / parts).stream()
          .max(Long::compare)
          .ifPresent(most::add);
    }
    return most;
  }

  @Override
  public void close() {
    ticks.shutdownNow();
  }
}
