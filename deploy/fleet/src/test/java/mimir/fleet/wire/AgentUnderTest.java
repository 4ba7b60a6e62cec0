package mimir.fleet.wire;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import mimir.fleet.tables.Platform;
import mimir.fleet.tables.QueryOutcome;
import mimir.fleet.tables.Row;

/** An agent stepped by hand, with a clock and a network that obey the test. */
final class AgentUnderTest implements AutoCloseable {

  /** Time passes only when the agent waits. */
  static final class TestClock implements AgentClock {
    final List<Duration> pauses = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-20T12:00:00Z");

    @Override
    public Instant now() {
      return now;
    }

    @Override
    public void pause(Duration duration) {
      pauses.add(duration);
      now = now.plus(duration);
    }
  }

  static final class TestNetwork implements NetworkConditions {
    boolean online = true;
    BooleanSupplier losesReply = () -> false;
    boolean duplicates;

    @Override
    public boolean online() {
      return online;
    }

    @Override
    public boolean losesReply() {
      return losesReply.getAsBoolean();
    }

    @Override
    public boolean duplicatesWrite() {
      return duplicates;
    }
  }

  final TestClock clock = new TestClock();
  final TestNetwork network = new TestNetwork();
  final List<String> enrolled = new ArrayList<>();
  final AtomicInteger connectings = new AtomicInteger();
  final ScriptedServer server;
  ConnectionSlots slots = ConnectionSlots.unbounded();
  private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor();

  AgentUnderTest() throws IOException {
    server = ScriptedServer.http();
  }

  OsqueryAgent agent(URI address, Optional<Path> ca, Duration timeout) {
    return agent(List.of(address), ca, timeout);
  }

  OsqueryAgent agent(List<URI> addresses, Optional<Path> ca, Duration timeout) {
    ServerAddress trusted = ServerAddress.of(addresses, ca);
    return new OsqueryAgent(
        new AgentIdentity("host-1", Platform.LINUX, "5.23.0", "secret", Optional.empty()),
        new ServerAddress(trusted.bases(), trusted.trust(), timeout),
        OsqueryAgent.Habits.OF_OSQUERY,
        AgentUnderTest::answer,
        network,
        clock,
        new AgentEvents() {
          @Override
          public void enrolled(String nodeKey) {
            enrolled.add(nodeKey);
          }

          @Override
          public void requested(String path, long nanos, long connectingNanos, boolean replied) {
            connectings.addAndGet(connectingNanos > 0 ? 1 : 0);
          }
        },
        new OsqueryAgent.Sharing(deadlines, slots));
  }

  private static QueryOutcome answer(String sql) {
    return switch (sql) {
      case "SELECT * FROM platform_info" -> new QueryOutcome.Rows(List.of());
      case "broken" -> new QueryOutcome.Failed("no such table: nope");
      case "deadly" -> new QueryOutcome.Killed("it never ends");
      default -> new QueryOutcome.Rows(List.of(new Row(List.of("b", "a"), List.of("1", sql))));
    };
  }

  @Override
  public void close() {
    server.close();
    deadlines.shutdownNow();
  }
}
