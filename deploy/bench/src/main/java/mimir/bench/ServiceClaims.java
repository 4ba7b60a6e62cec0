package mimir.bench;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import mimir.contracts.guard.DenyList;
import mimir.contracts.guard.OsquerySchema;
import mimir.contracts.guard.SqlGuard;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.assignments.ClaimAssignments;
import mimir.dispatch.assignments.ClaimTogether;
import mimir.dispatch.assignments.Claims;
import mimir.dispatch.guard.Verdicts;
import mimir.local.postgres.PostgresNode;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/** The service's own claims, guard and all, on a pool of the kind that it has. */
final class ServiceClaims implements AutoCloseable {
  /** A prime, so that it meets every host before it meets one again. */
  private static final long STRIDE = 7_919;

  private final SqlGuard guard;
  private final AgroalDataSource pool;
  private final Claims claims;
  private final int hosts;
  private final AtomicInteger turns = new AtomicInteger();

  ServiceClaims(LedgerServer server, String database, int hosts, int poolSize) throws SQLException {
    OsquerySchema schema = OsquerySchema.bundled();
    this.guard = new SqlGuard(schema, DenyList.of(DenyList.DEFAULT, schema));
    this.pool =
        AgroalDataSource.from(
            new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(
                    of ->
                        of.maxSize(poolSize)
                            .initialSize(poolSize)
                            .acquisitionTimeout(Duration.ofSeconds(10))
                            .connectionFactoryConfiguration(
                                to ->
                                    to.jdbcUrl(server.url(database))
                                        .principal(new NamePrincipal(PostgresNode.SUPERUSER))
                                        .credential(new SimplePassword(server.password())))));
    DispatchLimits limits =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(DispatchLimits.class)
            .withValidateUnknown(false)
            .build()
            .getConfigMapping(DispatchLimits.class);
    Jdbi jdbi =
        Jdbi.create(pool)
            .installPlugin(new PostgresPlugin())
            .registerArrayType(Instant.class, "timestamptz", Instant::toString);
    var statements = new ClaimAssignments(jdbi);
    // Nothing is refused or given back here, and nothing runs out: there is no news to tell.
    var together = new ClaimTogether(statements, limits, null, null);
    this.claims = new Claims(statements, together, new Verdicts(guard), null, limits);
    this.hosts = hosts;
  }

  /** Claims a second, by so many clients at once. */
  double perSecond(int clients, Duration time) throws InterruptedException {
    long until = System.nanoTime() + time.toNanos();
    return atOnce(clients, () -> System.nanoTime() < until);
  }

  /** The same for so many claims, however long they take. */
  double turns(int clients, int turns) throws InterruptedException {
    var left = new AtomicInteger(turns);
    return atOnce(clients, () -> left.getAndDecrement() > 0);
  }

  /** In virtual threads, as the service's are. */
  private double atOnce(int clients, BooleanSupplier more) throws InterruptedException {
    var claimed = new LongAdder();
    var failure = new AtomicReference<RuntimeException>();
    var threads = new ArrayList<Thread>();
    long from = System.nanoTime();
    for (int client = 0; client < clients; client++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (more.getAsBoolean() && failure.get() == null) {
                        claimed.add(turn(next()));
                      }
                    } catch (RuntimeException e) {
                      failure.set(e);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw failure.get();
    }
    return claimed.sum() * 1e9 / (System.nanoTime() - from);
  }

  /**
   * All over the table, and each host as often as any other: none runs out of work before all do.
   */
  private int next() {
    return 1 + (int) (turns.getAndIncrement() * STRIDE % hosts);
  }

  /** Microseconds of one claim of one client, on hosts from … until. */
  double micros(int from, int until) {
    long start = System.nanoTime();
    for (int host = from; host < until; host++) {
      turn(host);
    }
    return (System.nanoTime() - start) / 1e3 / (until - from);
  }

  private int turn(int host) {
    int claimed = claims.of(id(host), Instant.now()).size();
    if (claimed == 0) {
      throw new IllegalStateException("host %d has nothing left".formatted(host));
    }
    return claimed;
  }

  /** As {@code CAST(md5('host-' || n) AS uuid)} in PostgreSQL. */
  static UUID id(int host) {
    try {
      byte[] text = ("host-" + host).getBytes(StandardCharsets.UTF_8);
      var hash = ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(text));
      return new UUID(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  @Override
  public void close() {
    pool.close();
    guard.close();
  }
}
