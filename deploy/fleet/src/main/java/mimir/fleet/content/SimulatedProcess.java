package mimir.fleet.content;

import java.time.Instant;
import java.util.List;

/** A running process of a simulated host and the ports it listens on. */
record SimulatedProcess(
    long pid,
    long parent,
    String name,
    String path,
    String cmdline,
    Accounts.Account owner,
    Instant startedAt,
    long residentBytes,
    List<Port> ports) {

  /** A listening port; a Unix protocol number, 6 or 17. */
  record Port(int protocol, int number, String address) {

    static Port parse(String text) {
      String[] parts = text.split("/", 3);
      return new Port(
          parts[0].equals("udp") ? 17 : 6,
          Integer.parseInt(parts[1]),
          parts.length > 2 ? parts[2] : "0.0.0.0");
    }

    /** AF_INET or AF_INET6. */
    int family() {
      return address.contains(":") ? 10 : 2;
    }
  }
}
