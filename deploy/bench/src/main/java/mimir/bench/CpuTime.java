package mimir.bench;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mimir.journey.LocalSystem;

/** Which of the system's parts, and of this process, the processors worked for. */
final class CpuTime {
  private static final String OURS = "the hosts and this bench";

  private final Map<String, Long> pids;
  private final Map<String, Duration> before;

  private CpuTime(Map<String, Long> pids) {
    this.pids = pids;
    this.before = now();
  }

  /** From now on. */
  static CpuTime of(LocalSystem system) {
    var pids = new TreeMap<>(ResidentMemory.pids(system));
    pids.put(OURS, ProcessHandle.current().pid());
    return new CpuTime(pids);
  }

  private Map<String, Duration> now() {
    return pids.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, part -> used(part.getValue())));
  }

  /** With its children, as PostgreSQL's are; of those that have ended, nothing. */
  private static Duration used(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(
            process ->
                pid == ProcessHandle.current().pid()
                    ? Stream.of(process)
                    : Stream.concat(Stream.of(process), process.descendants()))
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** In seconds, most first, for people. */
  String used() {
    Map<String, Duration> now = now();
    Map<String, Double> used =
        now.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    part -> part.getValue().minus(before.get(part.getKey())).toMillis() / 1e3));
    return used.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .map(part -> "%s %.1f s".formatted(part.getKey(), part.getValue()))
        .collect(Collectors.joining(", "));
  }
}
