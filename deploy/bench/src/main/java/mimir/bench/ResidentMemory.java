package mimir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mimir.journey.LocalSystem;

/** Memory of the system's processes as the kernel counts it, in MiB. */
final class ResidentMemory {
  private final Map<String, Long> pids;

  private ResidentMemory(Map<String, Long> pids) {
    this.pids = pids;
  }

  static ResidentMemory of(LocalSystem system) {
    return new ResidentMemory(pids(system));
  }

  /** Most that the process ever had, since its start. */
  long peak(String name) throws IOException {
    return peak(pids.get(name));
  }

  /** The same of any process. */
  static long peak(long pid) throws IOException {
    return field(pid, "VmHWM:");
  }

  /** What a process has at this moment. */
  static long now(long pid) throws IOException {
    return field(pid, "VmRSS:");
  }

  /** Forgets the most that the process ever had (proc(5), clear_refs). */
  static void resetPeak(long pid) throws IOException {
    Files.writeString(Path.of("/proc", Long.toString(pid), "clear_refs"), "5");
  }

  private static long field(long pid, String field) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IllegalStateException(status + " has no " + field);
  }

  /** Of every part, but those that fell over. */
  Map<String, Long> peaks(LocalSystem system) throws IOException {
    var peaks = new TreeMap<String, Long>();
    List<String> gone = restarted(system);
    for (String name : pids.keySet()) {
      if (!gone.contains(name)) {
        peaks.put(name, peak(name));
      }
    }
    return peaks;
  }

  /** The option that bounds its heap. */
  String heapMax(String name) throws IOException {
    Path command = Path.of("/proc", Long.toString(pids.get(name)), "cmdline");
    return List.of(Files.readString(command).split("\0")).stream()
        .filter(argument -> argument.startsWith("-Xmx"))
        .findFirst()
        .orElse("no -Xmx");
  }

  /** Parts that run under another id now: they fell over, and were started again. */
  List<String> restarted(LocalSystem system) {
    Map<String, Long> now = pids(system);
    return pids.keySet().stream().filter(name -> !pids.get(name).equals(now.get(name))).toList();
  }

  /** Process ids of the services and of what they stand on, by their names. */
  static Map<String, Long> pids(LocalSystem system) {
    JsonNode status = system.status();
    var pids = new TreeMap<String, Long>();
    for (String kind : List.of("services", "infrastructure")) {
      for (JsonNode part : status.get(kind)) {
        pids.put(part.get("name").asText(), part.get("pid").asLong());
      }
    }
    return pids;
  }
}
