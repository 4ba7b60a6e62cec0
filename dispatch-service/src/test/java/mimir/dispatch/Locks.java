package mimir.dispatch;

import io.quarkus.narayana.jta.QuarkusTransaction;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;

/** Who waits for whom in the database. */
public final class Locks {
  private Locks() {}

  /** Until somebody waits for what somebody else holds. */
  public static void awaitWaiting(Jdbi jdbi) {
    Awaitility.await()
        .until(() -> QuarkusTransaction.requiringNew().call(() -> somebodyWaits(jdbi)));
  }

  private static boolean somebodyWaits(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
                .mapTo(Boolean.class)
                .one());
  }
}
