package mimir.cli.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import mimir.cli.output.Failed;
import mimir.cli.server.Api;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * The body of a launch. Whom to ask has no default: the whole fleet is asked by somebody who says
 * so.
 */
final class LaunchOptions {
  private static final Pattern PRINTABLE = Pattern.compile("[!-~]{1,255}");
  private static final int BYTES_MAX = 10 * 1024 * 1024;

  /** One of them. */
  static final class Question {
    @Option(names = "--sql", paramLabel = "SQL", description = "What to ask.")
    private String sql;

    @Option(names = "--sql-file", paramLabel = "FILE", description = "The same; - reads the input.")
    private String sqlFile;

    @Option(names = "--saved-query", paramLabel = "ID", description = "A saved query's SQL.")
    private UUID savedQuery;
  }

  /** One of them. */
  static final class Asked {
    @Option(names = "--all", description = "Ask every host in service.")
    private boolean all;

    @Option(
        names = "--host",
        paramLabel = "ID",
        split = ",",
        description = "Ask these hosts; may be given again.")
    private List<UUID> hosts;

    @Option(
        names = "--target",
        paramLabel = "FILE",
        description = "The target as the API has it, in JSON.")
    private Path target;

    @Option(names = "--saved-target", description = "Ask whom the saved query names.")
    private boolean savedTarget;
  }

  @ArgGroup(multiplicity = "1")
  private Question question;

  @ArgGroup(multiplicity = "1")
  private Asked asked;

  @Option(names = "--name", paramLabel = "TEXT", description = "Default: made of table and time.")
  private String name;

  @Option(
      names = "--live-window",
      paramLabel = "MINUTES",
      description = "How long it counts as live; 10 by default.")
  private Integer liveWindow;

  @Option(
      names = "--expires-at",
      paramLabel = "TIME",
      description = "When it stops by itself, as 2027-01-31T12:00:00Z; never by default.")
  private Instant expiresAt;

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "The same key launches once, however often it is sent; made up by default.")
  private String idempotencyKey;

  String idempotencyKey() {
    if (idempotencyKey == null) {
      idempotencyKey = UUID.randomUUID().toString();
    }
    if (!PRINTABLE.matcher(idempotencyKey).matches()) {
      throw Failed.input("--idempotency-key is 1 to 255 printable ASCII characters.");
    }
    return idempotencyKey;
  }

  /**
   * @param input what {@code --sql-file -} reads
   */
  ObjectNode body(InputStream input) {
    var body = Api.JSON.createObjectNode();
    if (name != null) {
      body.put("name", name);
    }
    if (question.savedQuery != null) {
      body.put("saved_query_id", question.savedQuery.toString());
    } else {
      body.put("sql", sql(input));
    }
    if (asked.savedTarget) {
      body.put("use_saved_target", true);
    } else {
      body.set("target", target());
    }
    if (liveWindow != null) {
      body.put("live_window_minutes", liveWindow);
    }
    if (expiresAt != null) {
      body.put("expires_at", expiresAt.toString());
    }
    return body;
  }

  private String sql(InputStream input) {
    if (question.sql != null) {
      return question.sql;
    }
    return question.sqlFile.equals("-")
        ? text(input, "the standard input")
        : text(Path.of(question.sqlFile));
  }

  private JsonNode target() {
    if (asked.target != null) {
      return parsed(asked.target);
    }
    var target = Api.JSON.createObjectNode();
    if (asked.all) {
      return target.put("type", "all");
    }
    target.put("type", "hosts");
    var ids = target.putArray("host_ids");
    asked.hosts.forEach(host -> ids.add(host.toString()));
    return target;
  }

  private static JsonNode parsed(Path file) {
    try {
      JsonNode target = Api.JSON.readTree(text(file));
      if (target.isObject()) {
        return target;
      }
      throw Failed.input(file + " holds no JSON object.");
    } catch (JsonProcessingException e) {
      throw Failed.input(file + " is no JSON.", e);
    }
  }

  private static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return text(in, file.toString());
    } catch (IOException e) {
      throw Failed.input("Cannot read " + file + ".", e);
    }
  }

  private static String text(InputStream in, String from) {
    try {
      byte[] bytes = in.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw Failed.input("More than 10 MiB come from " + from + ".");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw Failed.input("Cannot read " + from + ".", e);
    }
  }
}
