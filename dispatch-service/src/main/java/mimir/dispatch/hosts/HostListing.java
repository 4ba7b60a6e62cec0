package mimir.dispatch.hosts;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** The host table as operators read it. */
@ApplicationScoped
class HostListing {

  @Entity
  @Immutable
  @Table(name = "host")
  static class HostRow extends PanacheEntityBase {
    @Id UUID hostId;
    String hostname;
    String platform;
    String osVersion;
    String arch;
    String ip;
    String osqueryVersion;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, String> labels;

    Instant enrolledAt;
    Instant lastSeen;
    Instant decommissionedAt;
  }

  /** What a list is narrowed by; null is everything. */
  record Filter(String q, String platform) {}

  Optional<HostRow> find(UUID hostId) {
    return HostRow.findByIdOptional(hostId);
  }

  /** By hostname, then id; hosts in service only. */
  List<HostRow> page(Filter filter, Key after, int limit) {
    return HostRow.<HostRow>find(
            """
            FROM HostListing$HostRow
            WHERE decommissionedAt IS NULL
              AND (?1 IS NULL OR lower(hostname) LIKE lower('%' || ?1 || '%') ESCAPE '!')
              AND (?2 IS NULL OR platform = ?2)
              AND (?3 IS NULL OR hostname > ?3 OR (hostname = ?3 AND hostId > ?4))
            ORDER BY hostname, hostId
            """,
            escaped(filter.q()),
            filter.platform(),
            after == null ? null : after.hostname(),
            after == null ? null : after.hostId())
        .page(0, limit)
        .list();
  }

  /** A percent sign in a name that somebody looks for is a percent sign. */
  private static String escaped(String q) {
    return q == null || q.isEmpty()
        ? null
        : q.replace("!", "!!").replace("%", "!%").replace("_", "!_");
  }

  record Key(String hostname, UUID hostId) {
    static Key parse(String text) {
      int colon = text.lastIndexOf(':');
      return new Key(text.substring(0, colon), UUID.fromString(text.substring(colon + 1)));
    }

    String text() {
      return hostname + ":" + hostId;
    }
  }
}
