package mimir.ingest.stack;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads counts of columns' values, and forgets them. */
@ApplicationScoped
class StackTables {

  private static final String FIND =
      """
      SELECT rows, hosts, counted_at
      FROM stack
      WHERE campaign_id = :campaign_id AND name = :name AND taken_back = :taken_back
      """;

  private static final String RAREST =
      """
      SELECT value, value_cut, hosts, rows, example_host_id, encode(value_key, 'hex') AS value_key
      FROM stack_value
      WHERE campaign_id = :campaign_id
        AND name = :name
        AND (hosts, rows, value_key) > (:after_hosts, :after_rows, :after_key)
      ORDER BY hosts, rows, value_key
      LIMIT :limit
      """;

  private static final String COMMONEST =
      """
      SELECT value, value_cut, hosts, rows, example_host_id, encode(value_key, 'hex') AS value_key
      FROM stack_value
      WHERE campaign_id = :campaign_id
        AND name = :name
        AND (hosts, rows, value_key) < (:after_hosts, :after_rows, :after_key)
      ORDER BY hosts DESC, rows DESC, value_key DESC
      LIMIT :limit
      """;

  private static final String FORGET =
      """
      DELETE FROM stack
      WHERE counted_at < :before
      """;

  /** Characters of a value that are kept to be shown; counted is the whole. */
  static final int VALUE_MAX = 4_096;

  /** How long counts are kept that nobody asks for. */
  private static final Duration KEPT = Duration.ofDays(1);

  private final Jdbi jdbi;
  private final InstantSource clock;

  StackTables(Jdbi jdbi, InstantSource clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * What was counted.
   *
   * @param rows all rows
   * @param hosts all hosts with rows
   */
  record Stack(long rows, long hosts, Instant countedAt) {}

  /**
   * One value.
   *
   * @param value null when the rows have no such column
   * @param valueCut whether the value is longer than what is shown
   * @param valueKey what its rows are asked for by: the whole value's SHA-256 in hexadecimal; empty
   *     when the rows have no such column
   */
  @Schema(name = "StackedValue")
  record Value(
      @Schema(nullable = true) String value,
      boolean valueCut,
      long hosts,
      long rows,
      UUID exampleHostId,
      String valueKey) {}

  /**
   * The place behind which a page begins.
   *
   * @param valueKey in hexadecimal
   */
  record Place(long hosts, long rows, String valueKey) {
    /** Where the first page begins. */
    static Place before(StackOrder order) {
      return order == StackOrder.RAREST
          ? new Place(-1, -1, "")
          : new Place(Long.MAX_VALUE, Long.MAX_VALUE, "");
    }

    static Place parse(String text) {
      var parts = text.split(":", 3);
      HexFormat.of().parseHex(parts[2]);
      return new Place(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]);
    }

    static String of(Value value) {
      return value.hosts() + ":" + value.rows() + ":" + value.valueKey();
    }
  }

  /** What was counted last; empty when it does not hold any more. */
  Optional<Stack> counted(UUID campaignId, String name) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(StackCount.TAKEN_BACK)
                .bind("campaign_id", campaignId)
                .mapTo(Integer.class)
                .findOne()
                .flatMap(takenBack -> find(handle, campaignId, name, takenBack)));
  }

  static Optional<Stack> find(Handle handle, UUID campaignId, String name, int takenBack) {
    return handle
        .createQuery(FIND)
        .bind("campaign_id", campaignId)
        .bind("name", name)
        .bind("taken_back", takenBack)
        .map(
            row ->
                new Stack(
                    row.getColumn("rows", Long.class),
                    row.getColumn("hosts", Long.class),
                    row.getColumn("counted_at", Instant.class)))
        .findOne();
  }

  List<Value> page(UUID campaignId, String name, StackOrder order, Place after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(order == StackOrder.RAREST ? RAREST : COMMONEST)
                .bind("campaign_id", campaignId)
                .bind("name", name)
                .bind("after_hosts", after.hosts())
                .bind("after_rows", after.rows())
                .bind("after_key", HexFormat.of().parseHex(after.valueKey()))
                .bind("limit", limit)
                .map(
                    row ->
                        new Value(
                            row.getColumn("value", String.class),
                            row.getColumn("value_cut", Boolean.class),
                            row.getColumn("hosts", Long.class),
                            row.getColumn("rows", Long.class),
                            row.getColumn("example_host_id", UUID.class),
                            row.getColumn("value_key", String.class)))
                .list());
  }

  @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void forgetUnasked() {
    Instant before = clock.instant().minus(KEPT);
    jdbi.useHandle(handle -> handle.createUpdate(FORGET).bind("before", before).execute());
  }
}
