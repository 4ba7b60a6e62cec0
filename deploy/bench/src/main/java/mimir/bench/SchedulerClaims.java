package mimir.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import mimir.local.postgres.PostgresNode;

/**
 * db-scheduler with the same number of due tasks: picked by lock-and-fetch in one statement, in
 * batches, by several instances, and finished at once because the task does nothing.
 */
final class SchedulerClaims {
  // 64 threads in all, as 4 instances: one instance alone picks with one thread only.
  private static final int INSTANCES = 4;
  private static final int THREADS = 16;

  // In parts of its threads, as its documentation has it for a high throughput.
  private static final double POLL_BELOW = 1.0;
  private static final double FETCH = 4.0;

  static final String NAME = "db-scheduler, %d × %d threads".formatted(INSTANCES, THREADS);

  private static final String TASK = "claim";
  private static final Duration WARM_UP_MAX = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  // As its documentation has it for PostgreSQL, but for the priority, which nobody uses here.
  private static final String CREATE =
      """
      CREATE TABLE scheduled_tasks (
          task_name text NOT NULL,
          task_instance text NOT NULL,
          task_data bytea,
          execution_time timestamptz NOT NULL,
          picked boolean NOT NULL,
          picked_by text,
          last_success timestamptz,
          last_failure timestamptz,
          consecutive_failures integer,
          last_heartbeat timestamptz,
          version bigint NOT NULL
      )
      """;

  // Once it is filled, as those of the ledger.
  private static final String INDEX =
      """
      ALTER TABLE scheduled_tasks ADD PRIMARY KEY (task_name, task_instance);
      CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time);
      CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat);
      """;

  private static final String FILL =
      """
      INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
      SELECT ?, md5('assignment-' || n), now() - n * INTERVAL '1 millisecond', false, 1
      FROM generate_series(1, ?) AS n
      """;

  private static final String COUNT = "SELECT count(*) FROM scheduled_tasks";

  private final LedgerServer server;

  SchedulerClaims(LedgerServer server) {
    this.server = server;
  }

  static void fill(Connection connection, int tasks) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(CREATE);
    }
    try (PreparedStatement fill = connection.prepareStatement(FILL)) {
      fill.setString(1, TASK);
      fill.setInt(2, tasks);
      fill.executeUpdate();
    }
    try (var statement = connection.createStatement()) {
      statement.execute(INDEX);
      statement.execute("VACUUM (ANALYZE) scheduled_tasks");
    }
  }

  static long left(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(COUNT)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Tasks a second that were picked and finished, after a warm-up. */
  double perSecond(String database, int warmUpTasks, Duration time)
      throws InterruptedException, SQLException {
    var finished = new LongAdder();
    var task = Tasks.oneTime(TASK).execute((_, _) -> finished.increment());
    var schedulers = new ArrayList<Scheduler>();
    try (var pool = pool(database, INSTANCES * (THREADS + 2))) {
      for (int instance = 0; instance < INSTANCES; instance++) {
        schedulers.add(
            Scheduler.create(pool, List.of(task))
                .schedulerName(new SchedulerName.Fixed("instance-" + instance))
                .threads(THREADS)
                .pollUsingLockAndFetch(POLL_BELOW, FETCH)
                .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
                .pollingInterval(Duration.ofMillis(50))
                .shutdownMaxWait(Duration.ofSeconds(5))
                .build());
      }
      schedulers.forEach(Scheduler::start);
      if (!Await.within(WARM_UP_MAX, LOOK_EVERY, () -> finished.sum() >= warmUpTasks)) {
        throw new IllegalStateException("only %s tasks in %s".formatted(finished, WARM_UP_MAX));
      }
      long before = finished.sum();
      long from = System.nanoTime();
      Thread.sleep(time);
      double rate = (finished.sum() - before) * 1e9 / (System.nanoTime() - from);
      schedulers.forEach(Scheduler::stop);
      return rate;
    }
  }

  private AgroalDataSource pool(String database, int size) throws SQLException {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                of ->
                    of.maxSize(size)
                        .acquisitionTimeout(Duration.ofSeconds(10))
                        .connectionFactoryConfiguration(
                            to ->
                                to.jdbcUrl(server.url(database))
                                    .principal(new NamePrincipal(PostgresNode.SUPERUSER))
                                    .credential(new SimplePassword(server.password())))));
  }
}
