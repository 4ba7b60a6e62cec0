package mimir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "release",
        "release list",
        "release register",
        "release upload",
        "release approve",
        "release rollout",
        "release delete",
        "campaign",
        "campaign launch",
        "campaign list",
        "campaign show",
        "campaign follow",
        "campaign stop",
        "campaign export",
        "completion"
      })
  void every_command_explains_itself(String command) {
    var words = Stream.concat(Stream.of(command.split(" ")), Stream.of("--help"));

    var told = new Shell().run(words.filter(word -> !word.isEmpty()).toArray(String[]::new));

    assertThat(told.exitCode()).isZero();
    assertThat(told.results()).startsWith(("Usage: mimir-cli " + command).strip());
  }

  @Test
  void the_version_is_told() {
    assertThat(new Shell().run("--version").results()).isEqualTo("mimir-cli 0.1.0\n");
  }

  @Test
  void wrong_usage_is_one_sentence_and_the_way_to_help() {
    var told = new Shell().run("release", "rollout", "5.23.0:linux/amd64", "many");

    assertThat(told.exitCode()).isEqualTo(2);
    assertThat(told.notes())
        .startsWith("mimir-cli: ")
        .contains("'many' is not an int")
        .endsWith(" See: mimir-cli release rollout --help\n");
    assertThat(told.results()).isEmpty();
  }

  @Test
  void a_secret_on_the_command_line_is_refused_and_not_echoed() {
    for (var words :
        List.of(
            List.of("release", "list", "--password", "hunter2"),
            List.of("release", "list", "--token=hunter2"),
            List.of("release", "list", "hunter2"))) {
      var told = new Shell().run(words.toArray(String[]::new));
      assertThat(told.exitCode()).isEqualTo(2);
      assertThat(told.notes()).startsWith("mimir-cli: There ").doesNotContain("hunter2");
    }
  }

  @Test
  void a_group_says_which_commands_it_has() {
    assertThat(new Shell().run("campaign").notes()).contains("launch, list, show, follow");
    assertThat(new Shell().run().exitCode()).isEqualTo(2);
  }

  @Test
  void the_completion_script_is_one_that_bash_reads_and_that_completes()
      throws IOException, InterruptedException {
    var told = new Shell().run("completion");
    Path script = Files.writeString(folder.resolve("completion"), told.results());

    assertThat(bash("-n", script.toString())).isEmpty();
    assertThat(
            bash(
                "-c",
                "source '%s'; COMP_WORDS=(mimir-cli release ro); COMP_CWORD=2; _complete_mimir-cli 2>/dev/null; echo \"${COMPREPLY[@]}\""
                    .formatted(script)))
        .isEqualTo("rollout\n");
  }

  /** What it prints, wherever; it must end well. */
  private static String bash(String... arguments) throws IOException, InterruptedException {
    var command = Stream.concat(Stream.of("bash"), Stream.of(arguments)).toList();
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }
}
