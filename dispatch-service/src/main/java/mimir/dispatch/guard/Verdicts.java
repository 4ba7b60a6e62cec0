package mimir.dispatch.guard;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.guard.SqlGuard;

/**
 * Whether a frozen statement may be sent to a host, by the list that holds now (G-4). A query's SQL
 * never changes and neither does the list while the service runs, so each query is looked at once
 * and not once a host.
 */
@ApplicationScoped
public class Verdicts {
  static final int REMEMBERED_MAX = 1_000;

  private final SqlGuard guard;
  private final Map<UUID, Verdict> remembered = new LinkedHashMap<>(16, 0.75f, true);

  public Verdicts(SqlGuard guard) {
    this.guard = guard;
  }

  /**
   * @param many why it may not be sent when more than one host is asked; null when it may
   * @param single why it may not be sent to a single host either; null when it may
   */
  private record Verdict(String many, String single) {}

  /**
   * @param hosts how many hosts the campaign asks
   * @return the reason with which the assignment ends, {@code blocked_sql} or {@code invalid_sql};
   *     empty when the statement may be sent
   */
  public Optional<String> refusal(UUID queryId, String sql, long hosts) {
    Verdict verdict;
    synchronized (remembered) {
      verdict = remembered.get(queryId);
    }
    if (verdict == null) {
      // Outside of the lock: SQLite may take a while, and others need not wait for it.
      verdict = verdict(sql);
      synchronized (remembered) {
        remembered.put(queryId, verdict);
        if (remembered.size() > REMEMBERED_MAX) {
          remembered.remove(remembered.keySet().iterator().next());
        }
      }
    }
    return Optional.ofNullable(hosts > 1 ? verdict.many() : verdict.single());
  }

  private Verdict verdict(String sql) {
    try {
      return guard.blockedBy(sql).isPresent()
          ? new Verdict(ErrorCode.BLOCKED_SQL.code(), null)
          : new Verdict(null, null);
    } catch (Refused refused) {
      // It passed at the launch, by another version's schema perhaps: closed all the same.
      return new Verdict(ErrorCode.INVALID_SQL.code(), ErrorCode.INVALID_SQL.code());
    }
  }
}
