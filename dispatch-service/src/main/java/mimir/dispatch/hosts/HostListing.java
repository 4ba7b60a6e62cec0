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
import mimir.dispatch.DispatchLimits;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** The host table as operators read it. */
@ApplicationScoped
class HostListing {
  private final DispatchLimits limits;

  HostListing(DispatchLimits limits) {
    this.limits = limits;
  }

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

  Optional<HostRow> find(UUID hostId) {
    return HostRow.findByIdOptional(hostId);
  }

  /** By hostname, then id. Status is by the last contact that was written down. */
  List<HostRow> page(HostFilter filter, Key after, int limit, Instant now) {
    var where = new Where();
    status(where, filter.status(), now);
    if (filter.q() != null) {
      where.and(
          "lower(hostname) LIKE :q ESCAPE '!'",
          "q",
          "%" + escaped(filter.q().toLowerCase(Locale.ROOT)) + "%");
    }
    if (filter.platform() != null) {
      where.and("platform = :platform", "platform", filter.platform());
    }
    if (filter.osqueryVersion() != null) {
      where.and("osqueryVersion = :osqueryVersion", "osqueryVersion", filter.osqueryVersion());
    }
    if (filter.label() != null) {
      label(where, filter.label());
    }
    if (after != null) {
      where.and("(hostname > :name OR (hostname = :name AND hostId > :id))");
      where.parameters.put("name", after.hostname());
      where.parameters.put("id", after.hostId());
    }
    return HostRow.<HostRow>find(where.text + " ORDER BY hostname, hostId", where.parameters)
        .page(0, limit)
        .list();
  }

  private void status(Where where, HostStatus status, Instant now) {
    Instant onlineFrom = now.minus(limits.onlineWithin());
    Instant staleFrom = now.minus(limits.staleWithin());
    where.and(
        status == HostStatus.DECOMMISSIONED
            ? "decommissionedAt IS NOT NULL"
            : "decommissionedAt IS NULL");
    switch (status) {
      case ONLINE -> where.and("lastSeen >= :onlineFrom", "onlineFrom", onlineFrom);
      case STALE -> {
        where.and("lastSeen < :onlineFrom", "onlineFrom", onlineFrom);
        where.and("lastSeen >= :staleFrom", "staleFrom", staleFrom);
      }
      case OFFLINE -> {
        // Both bounds: with MIMIR_STALE_WITHIN under MIMIR_ONLINE_WITHIN no host is in two lists.
        where.and("lastSeen < :onlineFrom", "onlineFrom", onlineFrom);
        where.and("lastSeen < :staleFrom", "staleFrom", staleFrom);
      }
      case DECOMMISSIONED -> {}
      case null -> {}
    }
  }

  private static void label(Where where, Labels.Wanted label) {
    // A function and not the operator ?, which JDBC would take for a parameter.
    var value = "cast(sql('jsonb_extract_path_text(?, ?)', labels, :labelKey) AS String)";
    where.parameters.put("labelKey", label.key());
    if (label.value() == null) {
      where.and(value + " IS NOT NULL");
    } else {
      where.and(value + " = :labelValue", "labelValue", label.value());
    }
  }

  /** A percent sign in a name that somebody looks for is a percent sign. */
  private static String escaped(String q) {
    return q.replace("!", "!!").replace("%", "!%").replace("_", "!_");
  }

  /** Conditions that are all to hold; their texts are this class's own. */
  private static final class Where {
    final StringBuilder text = new StringBuilder();
    final Map<String, Object> parameters = new HashMap<>();

    void and(String condition) {
      text.append(text.isEmpty() ? "" : " AND ").append(condition);
    }

    void and(String condition, String name, Object value) {
      and(condition);
      parameters.put(name, value);
    }
  }

  record Key(String hostname, UUID hostId) {
    static Key parse(String text) {
      int colon = text.lastIndexOf(':');
      if (text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("no hostname holds a NUL");
      }
      return new Key(text.substring(0, colon), UUID.fromString(text.substring(colon + 1)));
    }

    String text() {
      return hostname + ":" + hostId;
    }
  }
}
