package mimir.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mimir.cli.output.Output;
import mimir.cli.server.Environment;
import mimir.cli.server.Patience;
import mimir.cli.server.ServerOptions;

/** Runs commands in this process, with variables, an input and a clock of its own. */
public final class Shell {
  private final Map<String, String> variables = new HashMap<>();
  private final List<Duration> pauses = new ArrayList<>();
  private Patience patience = Patience.USUAL;
  private boolean terminal;
  private String input = "";

  /** What a command told; notes are on the standard error. */
  public record Told(int exitCode, String results, String notes) {}

  /** Nobody in particular, nowhere. */
  public Shell() {}

  /** A pipeline with a token for the server. */
  public Shell(FakeServer server) {
    set("MIMIR_URL", server.url()).set("MIMIR_TOKEN", FakeServer.TOKEN);
  }

  public Shell set(String name, String value) {
    variables.put(name, value);
    return this;
  }

  public Shell unset(String name) {
    variables.remove(name);
    return this;
  }

  public Shell input(String text) {
    input = text;
    return this;
  }

  public Shell onTerminal() {
    terminal = true;
    return this;
  }

  public Shell patience(Duration each) {
    patience = new Patience(each, each, each);
    return this;
  }

  public List<Duration> pauses() {
    return pauses;
  }

  public Told run(String... arguments) {
    var results = new ByteArrayOutputStream();
    var notes = new ByteArrayOutputStream();
    var server = new ServerOptions(new Environment(variables), patience, pauses::add);
    var output = new Output(results, notes, () -> terminal);
    var in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    int exitCode = new Commands(server, output, in).run(arguments);
    return new Told(
        exitCode, results.toString(StandardCharsets.UTF_8), notes.toString(StandardCharsets.UTF_8));
  }
}
