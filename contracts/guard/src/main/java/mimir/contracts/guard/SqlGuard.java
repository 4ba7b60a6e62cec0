package mimir.contracts.guard;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.guard.OsquerySchema.Table;

/**
 * G-1 to G-3: asks SQLite whether a text is one statement that only reads, and which tables it
 * reads. The same text and list get the same verdict wherever it is asked for. Thread-safe.
 */
public final class SqlGuard implements AutoCloseable {
  /** How many statements are looked at at once; more wait. SQLite keeps a processor busy. */
  static final int DESKS_MAX = 4;

  /**
   * Only a query may stand here; the line break ends a comment of the statement. Not {@code
   * EXISTS}, nor {@code SELECT 1}: SQLite then leaves out ORDER BY and columns, and what is wrong
   * in them.
   */
  private static final String BEFORE = "SELECT * FROM (\n";

  private static final String AFTER = "\n)";

  private final OsquerySchema schema;
  private final DenyList denied;
  private final ReservedNames reserved;
  private final Set<String> strangeFunctions;
  private final List<Desk> all = new ArrayList<>();
  private final BlockingQueue<Desk> free;

  /**
   * @param tables that it reads, by their own names, in the order in which the text names them;
   *     also those that SQLite then needs not look into
   * @param blockedBy a table among them that the deny-list names
   */
  public record Statement(List<String> tables, Optional<String> blockedBy) {
    /** G-3: one host may be asked anything. */
    public void requireAllowed(long hosts) {
      if (hosts > 1 && blockedBy.isPresent()) {
        String table = blockedBy.get();
        throw new Refused(
            ErrorCode.BLOCKED_SQL,
            "The table %s may only be asked on a single host.".formatted(table),
            Map.of("table", table));
      }
    }
  }

  /** What one statement is looked at with: osquery's tables, and osquery's without the denied. */
  private record Desk(Sandbox full, Sandbox allowed, Sandbox scratch) {}

  public SqlGuard(OsquerySchema schema, DenyList denied) {
    this.schema = schema;
    this.denied = denied;
    try (var empty = new Sandbox(List.of())) {
      reserved = empty.reservedNames();
      strangeFunctions = empty.strangeFunctions();
    }
    List<Table> allowed =
        schema.tables().stream().filter(table -> denied.denied(table.name()).isEmpty()).toList();
    int desks = Math.min(DESKS_MAX, Runtime.getRuntime().availableProcessors());
    for (int i = 0; i < desks; i++) {
      all.add(new Desk(new Sandbox(schema.tables()), new Sandbox(allowed), new Sandbox(List.of())));
    }
    free = new ArrayBlockingQueue<>(desks, true, all);
  }

  /**
   * @throws Refused INVALID_SQL with SQLite's message, {@code line} and {@code column} (from 1, in
   *     UTF-16 code units); INVALID_FIELD for what is no text of at most 64 KiB
   */
  public Statement check(String sql) {
    SqlText text = readable(sql);
    String wrapped = wrapped(text);
    Map<String, Integer> named = named(text);
    return atDesk(
        desk -> {
          requireKnownCalls(desk, text);
          Set<String> read;
          try {
            read = surelyRead(desk.allowed(), wrapped, text, named);
          } catch (SQLException e) {
            String table = deniedOrRefused(desk, text, Complaint.of(e));
            read = discover(desk, text, wrapped);
            return new Statement(inOrder(read, named), Optional.of(table));
          }
          requireBalanced(desk, text);
          if (!read.equals(named.keySet())) {
            // A name may be no table here, or one that SQLite has optimised away.
            read = discover(desk, text, wrapped);
          }
          return new Statement(inOrder(read, named), Optional.empty());
        });
  }

  /** The denied table of {@link #check}, for a good half of its price. */
  public Optional<String> blockedBy(String sql) {
    SqlText text = readable(sql);
    String wrapped = wrapped(text);
    return atDesk(
        desk -> {
          requireKnownCalls(desk, text);
          Optional<String> complaint = desk.allowed().complaint(wrapped);
          if (complaint.isPresent()) {
            return Optional.of(deniedOrRefused(desk, text, complaint.get()));
          }
          requireBalanced(desk, text);
          return Optional.empty();
        });
  }

  @Override
  public void close() {
    for (Desk desk : all) {
      desk.full().close();
      desk.allowed().close();
      desk.scratch().close();
    }
  }

  private SqlText readable(String sql) {
    SqlText text = SqlText.of(sql);
    if (!text.asks()) {
      String complaint = Complaint.ofStart(text);
      throw Complaint.refusal(complaint, text, _ -> Optional.of(complaint));
    }
    if (StatementWeight.tooHeavy(text)) {
      throw Complaint.refusal(Complaint.TOO_COMPLEX, text, _ -> Optional.empty());
    }
    return text;
  }

  private <T> T atDesk(Function<Desk, T> work) {
    Desk desk;
    try {
      desk = free.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the SQL guard", e);
    }
    try {
      return work.apply(desk);
    } finally {
      free.add(desk);
    }
  }

  private String wrapped(SqlText text) {
    return reserved.hide(BEFORE + text.toWrap() + AFTER);
  }

  /**
   * Where only a query may stand there is room for neither a second statement nor a write. And what
   * is missing from this SQLite is read, since SQLite looks each table up before it optimises.
   */
  private String deniedOrRefused(Desk desk, SqlText text, String complaint) {
    // Its words about the statement itself are better than those about the wrapping.
    Optional<String> own = desk.full().complaint(reserved.hide(text.text()));
    Optional<String> table = denied.denied(Complaint.missingTable(complaint));
    if (own.isPresent() || table.isEmpty()) {
      throw refusal(desk, own.orElseGet(() -> Complaint.ofWrapped(complaint)), text);
    }
    return table.get();
  }

  /**
   * Wrapped, a statement might close our parenthesis and open one of its own. It would be an error
   * on the host, and should be one here.
   */
  private void requireBalanced(Desk desk, SqlText text) {
    if (!text.isBalanced()) {
      desk.full()
          .complaint(reserved.hide(text.text()))
          .ifPresent(
              complaint -> {
                throw refusal(desk, complaint, text);
              });
    }
  }

  /** Such a name may also be a table's or a column's; only what SQLite takes for a call is one. */
  private void requireKnownCalls(Desk desk, SqlText text) {
    text.withoutCalls(strangeFunctions)
        .flatMap(renamed -> desk.full().complaint(reserved.hide(BEFORE + renamed + AFTER)))
        .filter(complaint -> strangeFunctions.contains(Complaint.missingFunction(complaint)))
        .ifPresent(
            complaint -> {
              throw refusal(desk, complaint, text);
            });
  }

  private Refused refusal(Desk desk, String complaint, SqlText text) {
    return Complaint.refusal(
        complaint, text, part -> desk.full().complaint(reserved.hide(BEFORE + part)));
  }

  /** The tables that the text names, and where first. It may name them as something else. */
  private Map<String, Integer> named(SqlText text) {
    Map<String, Integer> named = new HashMap<>();
    for (int i = 0; i < text.count(); i++) {
      int at = i;
      schema.table(text.name(i)).ifPresent(table -> named.putIfAbsent(table.name(), at));
    }
    return named;
  }

  /** Some or all of the tables; the whole program is only read where the columns do not tell. */
  private static Set<String> surelyRead(
      Sandbox sandbox, String wrapped, SqlText text, Map<String, Integer> named)
      throws SQLException {
    if (!text.isNested()) {
      Set<String> shown = sandbox.shown(wrapped, named.size());
      if (shown.equals(named.keySet())) {
        return shown;
      }
    }
    return sandbox.opened(wrapped, named.size());
  }

  private static List<String> inOrder(Set<String> read, Map<String, Integer> named) {
    return read.stream()
        .sorted(
            Comparator.comparing((String table) -> named.getOrDefault(table, Integer.MAX_VALUE))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /** Gives SQLite the tables that it asks for, one after the other, until it has all. */
  private Set<String> discover(Desk desk, SqlText text, String wrapped) {
    Set<String> read = new HashSet<>();
    List<Table> next = List.of();
    try {
      while (true) {
        desk.scratch().create(next);
        Optional<String> complaint = desk.scratch().complaint(wrapped);
        if (complaint.isEmpty()) {
          return read;
        }
        Table missing =
            schema
                .table(Complaint.missingTable(complaint.get()))
                .filter(table -> read.add(table.name()))
                .orElseThrow(() -> refusal(desk, complaint.get(), text));
        next = List.of(missing);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The SQL guard has failed", e);
    } finally {
      forget(desk.scratch());
    }
  }

  private static void forget(Sandbox scratch) {
    try {
      scratch.forget();
    } catch (SQLException e) {
      throw new IllegalStateException("The SQL guard has failed", e);
    }
  }
}
