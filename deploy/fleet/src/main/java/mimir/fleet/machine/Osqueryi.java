package mimir.fleet.machine;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mimir.fleet.tables.QueryOutcome;
import mimir.fleet.tables.Row;
import mimir.fleet.tables.SqlAnswerer;
import mimir.fleet.tables.Watchdog;

/**
 * Answers through an installed osquery, a process for each question, killed when it is too long.
 */
public final class Osqueryi implements SqlAnswerer {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path program;
  private final Duration runTimeMax;

  public Osqueryi(Path program, Watchdog watchdog) {
    this.program = program;
    this.runTimeMax = watchdog.runTime();
  }

  /** The first {@code osqueryi} on the path. */
  public static Optional<Path> onPath() {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String directory : path.split(File.pathSeparator, -1)) {
      for (String name : List.of("osqueryi", "osqueryi.exe")) {
        Path candidate = Path.of(directory.isEmpty() ? "." : directory, name);
        if (Files.isExecutable(candidate)) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public QueryOutcome answer(String sql) {
    Path out = null;
    Path errors = null;
    try {
      // Files and not pipes: an answer may be larger than a pipe holds while we only wait.
      out = Files.createTempFile("mimir-agent", ".json");
      errors = Files.createTempFile("mimir-agent", ".log");
      Process process =
          new ProcessBuilder(program.toString(), "--json")
              .redirectInput(ProcessBuilder.Redirect.PIPE)
              .redirectOutput(out.toFile())
              .redirectError(errors.toFile())
              .start();
      try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
        in.write(sql.stripTrailing() + (sql.stripTrailing().endsWith(";") ? "\n" : ";\n"));
      }
      if (!process.waitFor(runTimeMax.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return new QueryOutcome.Killed("ran longer than " + runTimeMax);
      }
      String errorText = Files.readString(errors);
      Optional<String> error = error(errorText);
      return error.isPresent()
          ? new QueryOutcome.Failed(error.get())
          : new QueryOutcome.Rows(rows(Files.readString(out)));
    } catch (IOException e) {
      return new QueryOutcome.Failed("osqueryi: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new QueryOutcome.Killed("the agent is stopping");
    } finally {
      delete(out);
      delete(errors);
    }
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // The system's own cleaning of temporary files will find it.
      file.toFile().deleteOnExit();
    }
  }

  /** The line in which osqueryi says what was wrong. */
  static Optional<String> error(String errors) {
    return errors
        .lines()
        .filter(line -> line.startsWith("Error: "))
        .map(line -> line.substring("Error: ".length()))
        .findFirst();
  }

  /** osqueryi prints an array a statement; the rows of all are one answer. */
  static List<Row> rows(String json) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (JsonParser arrays = JSON.createParser(json)) {
      for (JsonNode array = JSON.readTree(arrays); array != null; array = JSON.readTree(arrays)) {
        for (JsonNode row : array) {
          List<String> columns = new ArrayList<>();
          List<String> cells = new ArrayList<>();
          for (Map.Entry<String, JsonNode> cell : row.properties()) {
            columns.add(cell.getKey());
            cells.add(cell.getValue().asText());
          }
          rows.add(new Row(columns, cells));
        }
      }
    } catch (JsonProcessingException e) {
      throw new IOException("its answer is not JSON: " + e.getOriginalMessage(), e);
    }
    return rows;
  }
}
