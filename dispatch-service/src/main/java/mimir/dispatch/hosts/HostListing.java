package mimir.dispatch.hosts;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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
    var where = new StringBuilder("decommissionedAt IS NULL");
    var parameters = new HashMap<String, Object>();
    if (filter.q() != null && !filter.q().isEmpty()) {
      where.append(" AND lower(hostname) LIKE :q ESCAPE '!'");
      parameters.put("q", "%" + escaped(filter.q().toLowerCase(Locale.ROOT)) + "%");
    }
    if (filter.platform() != null) {
      where.append(" AND platform = :platform");
      parameters.put("platform", filter.platform());
    }
    if (after != null) {
      where.append(" AND (hostname > :name OR (hostname = :name AND hostId > :id))");
      parameters.put("name", after.hostname());
      parameters.put("id", after.hostId());
    }
    return HostRow.<HostRow>find(where + " ORDER BY hostname, hostId", parameters)
        .page(0, limit)
        .list();
  }

  /** A percent sign in a name that somebody looks for is a percent sign. */
  private static String escaped(String q) {
    return q.replace("!", "!!").replace("%", "!%").replace("_", "!_");
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
