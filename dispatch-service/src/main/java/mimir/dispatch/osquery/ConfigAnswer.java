package mimir.dispatch.osquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jboss.logging.Logger;

/** config: the operators' file, read and checked at start. */
@ApplicationScoped
class ConfigAnswer {
  private static final Logger LOG = Logger.getLogger(ConfigAnswer.class);

  /** osquery sends {@code gzip} alone, with {@code --tls_accept_gzip}; q=0 would mean not. */
  private static final Pattern GZIP = Pattern.compile("\\bgzip\\b(?!\\s*;\\s*q=0)");

  /** Fleet's own default interval too: work starts within seconds, an idle poll costs no SQL. */
  private static final String DEFAULT = "{\"options\":{\"distributed_interval\":10}}";

  /** osquery refuses a reply of over 8 MiB, and asks for it every few minutes. */
  static final int BYTES_MAX = 4 * 1024 * 1024;

  private static final int PACKED_FROM_BYTES = 1_024;

  private final Buffer config;
  private final Buffer packed;

  ConfigAnswer(AgentListenerConfig listener) {
    byte[] bytes =
        listener
            .osqueryConfig()
            .map(ConfigAnswer::read)
            .orElseGet(() -> DEFAULT.getBytes(StandardCharsets.UTF_8));
    this.config = Buffer.buffer(bytes);
    this.packed = Buffer.buffer(gzip(bytes));
  }

  /** A file that cannot be handed out stops the start, and not the first agent. */
  void check(@Observes StartupEvent event) {
    LOG.debugf("agents are given a configuration of %d bytes", config.length());
  }

  private static byte[] read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length > BYTES_MAX) {
        throw new IllegalStateException(file + " is larger than " + BYTES_MAX + " bytes");
      }
      JsonNode tree = new JsonMapper().readTree(bytes);
      if (!tree.isObject()) {
        throw new IllegalStateException(file + " is not a JSON object");
      }
      if (tree.has("error") || tree.has("node_invalid")) {
        throw new IllegalStateException(file + " has a member that osquery takes for a failure");
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read MIMIR_OSQUERY_CONFIG", e);
    }
  }

  private static byte[] gzip(byte[] plain) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("memory has no I/O errors", e);
    }
    return bytes.toByteArray();
  }

  Buffer config() {
    return config;
  }

  /** As gzip. */
  Buffer packed() {
    return packed;
  }

  /**
   * @param acceptEncoding the header, or null
   */
  boolean packs(String acceptEncoding) {
    return acceptEncoding != null
        && config.length() >= PACKED_FROM_BYTES
        && GZIP.matcher(acceptEncoding).find();
  }
}
