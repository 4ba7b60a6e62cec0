package mimir.dispatch.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.core.Jdbi;

/** How many hosts in service run which osquery, by platform. */
@ApplicationScoped
class HostVersions {

  // Version and platform decide between equal counts: the order is the same in every answer.
  private static final String COUNT =
      """
      SELECT osquery_version, platform, count(*) AS hosts,
             count(*) FILTER (WHERE last_seen >= :connected_from) AS connected
      FROM host
      WHERE decommissioned_at IS NULL
      GROUP BY osquery_version, platform
      ORDER BY hosts DESC, osquery_version, platform
      LIMIT :most
      """;

  private final Jdbi jdbi;

  HostVersions(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * @param osqueryVersion as the agents told it; empty when they did not
   */
  @Schema(name = "HostsOfVersion")
  record Counted(
      String osqueryVersion,
      @Schema(enumeration = {"linux", "darwin", "windows", "freebsd"}) String platform,
      long hosts,
      long connected) {}

  /** The commonest first; at most so many, since agents may call their version what they like. */
  List<Counted> count(Instant connectedFrom, int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(COUNT)
                .bind("connected_from", connectedFrom)
                .bind("most", most)
                .map(
                    (row, _) ->
                        new Counted(
                            row.getString("osquery_version"),
                            row.getString("platform"),
                            row.getLong("hosts"),
                            row.getLong("connected")))
                .list());
  }
}
