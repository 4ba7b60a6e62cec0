package mimir.dispatch.osquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigAnswerTest {
  @TempDir Path folder;

  @Test
  void without_a_file_agents_are_told_when_to_poll() {
    var answer = new ConfigAnswer(ListenerSettings.plain());

    assertThat(answer.config()).hasToString("{\"options\":{\"distributed_interval\":10}}");
    assertThat(answer.packs("gzip")).isFalse();
  }

  @Test
  void the_file_is_handed_out_as_it_is_also_packed() throws Exception {
    var json = "{\"schedule\":{\"a\":{\"query\":\"SELECT 1;" + " ".repeat(2_000) + "\"}}}";

    var answer = answer(json);

    assertThat(answer.config()).hasToString(json);
    var packed = new GZIPInputStream(new ByteArrayInputStream(answer.packed().getBytes()));
    assertThat(packed.readAllBytes()).asString().isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none                  | false",
        "gzip                  | true",
        "deflate, gzip         | true",
        "gzip;q=0              | false",
        "gzip; q=0.5, identity | false",
        "br                    | false",
        "xgzipx                | false"
      })
  void it_is_packed_for_who_takes_that(String acceptEncoding, boolean packs) throws Exception {
    var answer = answer("{\"a\":\"" + " ".repeat(2_000) + "\"}");

    assertThat(answer.packs(acceptEncoding)).isEqualTo(packs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "nope", "{\"error\":\"x\"}", "{\"node_invalid\":true}"})
  void what_osquery_could_not_take_stops_the_start(String json) {
    assertThatThrownBy(() -> answer(json)).isInstanceOf(RuntimeException.class);
  }

  @Test
  void so_does_a_file_that_osquery_would_find_too_large() {
    var json = "{\"a\":\"" + "x".repeat(ConfigAnswer.BYTES_MAX) + "\"}";

    assertThatThrownBy(() -> answer(json)).hasMessageContaining("larger than");
  }

  private ConfigAnswer answer(String json) throws Exception {
    Path file = Files.writeString(folder.resolve("config.json"), json);
    return new ConfigAnswer(ListenerSettings.plain().configuration(file));
  }
}
