package mimir.campaign.targets;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.contracts.dispatch.HostEvent.HostChanged;
import org.jdbi.v3.core.Jdbi;

/** Hosts as the topic tells of them. */
public final class SeededHosts {
  public static final Instant SEEN_AT = Instant.parse("2026-11-20T09:00:00Z");

  public static List<UUID> in(Jdbi jdbi, int count) {
    var hosts = Stream.generate(UUID::randomUUID).limit(count).sorted().toList();
    jdbi.useHandle(
        handle -> {
          var batch =
              handle.prepareBatch(
                  """
                  INSERT INTO host (host_id, hostname, platform, last_seen)
                  VALUES (:host_id, 'seeded', 'linux', :last_seen)
                  """);
          hosts.forEach(host -> batch.bind("host_id", host).bind("last_seen", SEEN_AT).add());
          if (count > 0) {
            batch.execute();
          }
        });
    return hosts;
  }

  public static HostChanged changed(UUID hostId, String hostname, Instant seenAt, boolean gone) {
    return new HostChanged(
        hostId,
        hostname,
        "linux",
        "12",
        "amd64",
        "5.23.0",
        Map.of(),
        SEEN_AT,
        seenAt,
        gone ? seenAt : null);
  }

  private SeededHosts() {}
}
