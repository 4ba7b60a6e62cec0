package mimir.dispatch.osquery;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** config: the operators' file, read and checked at start. */
@ApplicationScoped
class ConfigAnswer {
  /** Fleet's own default interval too: work starts within seconds, an idle poll costs no SQL. */
  private static final String DEFAULT = "{\"options\":{\"distributed_interval\":10}}";

  private final Buffer config;

  ConfigAnswer(AgentListenerConfig listener) {
    this.config =
        listener
            .osqueryConfig()
            .map(
                file -> {
                  try {
                    byte[] bytes = Files.readAllBytes(file);
                    if (!new JsonMapper().readTree(bytes).isObject()) {
                      throw new IllegalStateException(file + " is not a JSON object");
                    }
                    return Buffer.buffer(bytes);
                  } catch (IOException e) {
                    throw new UncheckedIOException("cannot read MIMIR_OSQUERY_CONFIG", e);
                  }
                })
            .orElseGet(() -> Buffer.buffer(DEFAULT));
  }

  Buffer config() {
    return config;
  }
}
