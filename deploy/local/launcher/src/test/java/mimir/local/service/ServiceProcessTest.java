package mimir.local.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceProcessTest {
  private static final Path JAR = Path.of("service.jar");

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "  "})
  void a_service_is_small_unless_told_otherwise(String given) {
    assertThat(ServiceProcess.command(JAR, "", given))
        .contains("-Xmx256m", "-XX:TieredStopAtLevel=1")
        .endsWith("-jar", "service.jar")
        .doesNotContain("");
  }

  @Test
  void given_options_come_last_so_that_they_win() {
    assertThat(ServiceProcess.command(JAR, " -Xmx1g  -XX:TieredStopAtLevel=4 ", "-Xmx2g"))
        .contains("-Xmx256m")
        .endsWith("-Xmx1g", "-XX:TieredStopAtLevel=4", "-Xmx2g", "-jar", "service.jar");
  }
}
