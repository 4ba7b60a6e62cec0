package mimir.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import mimir.fleet.FleetOptions.Faults;
import mimir.fleet.FleetOptions.Storms;
import mimir.fleet.FleetOptions.Updates;
import mimir.fleet.update.Updater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class SimulateCommandTest {
  private static final String KEY =
      "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";

  @TempDir private Path folder;

  private FleetOptions parsed(String... words) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
    CommandLine fleet = FleetMain.commandLine();
    fleet.parseArgs(
        Stream.concat(
                Stream.of(
                    "simulate",
                    "--server",
                    "http://a:1",
                    "--enroll-secret-file",
                    secret.toString()),
                Stream.of(words))
            .toArray(String[]::new));
    SimulateCommand simulate = fleet.getSubcommands().get("simulate").getCommand();
    return simulate.options(line -> {});
  }

  @Test
  void nothing_goes_wrong_unless_it_is_asked_for() throws Exception {
    FleetOptions options = parsed();

    assertThat(options.hosts()).isEqualTo(50);
    assertThat(options.seed()).isEqualTo(1);
    assertThat(options.faults()).isEqualTo(Faults.NONE);
    assertThat(options.storms()).isEmpty();
    assertThat(options.connections()).isEmpty();
    assertThat(options.sendsLogs()).isFalse();
  }

  @Test
  void every_fault_of_a_load_is_an_option() throws Exception {
    FleetOptions options =
        parsed(
            "--server=http://b:2",
            "--hosts=20000",
            "--seed=7",
            "--laptops=0.3",
            "--offline=20s..1m",
            "--poll-interval=5s",
            "--starts-per-second=100",
            "--concurrent-queries=3",
            "--connections=18000",
            "--storm-every=10m",
            "--storm-away=95s",
            "--storm-share=0.9",
            "--lose-replies=0.05",
            "--duplicate-writes=0.04",
            "--clock-skew=1h",
            "--reported-at",
            "--update-key=" + KEY,
            "--update-interval=2s",
            "--update-stagger=5s",
            "--update-fails=0.2",
            "--update-dies=0.1",
            "--send-logs");

    assertThat(options.servers())
        .containsExactly(URI.create("http://a:1"), URI.create("http://b:2"));
    assertThat(options.enrollSecret()).isEqualTo("s3cret");
    assertThat(options.hosts()).isEqualTo(20_000);
    assertThat(options.seed()).isEqualTo(7);
    assertThat(options.laptops()).isEqualTo(0.3);
    assertThat(options.offlineMin()).isEqualTo(Duration.ofSeconds(20));
    assertThat(options.offlineMax()).isEqualTo(Duration.ofMinutes(1));
    assertThat(options.pollInterval()).isEqualTo(Optional.of(Duration.ofSeconds(5)));
    assertThat(options.startsPerSecond()).isEqualTo(100);
    assertThat(options.concurrentQueries()).isEqualTo(3);
    assertThat(options.connections()).isEqualTo(OptionalInt.of(18_000));
    assertThat(options.storms())
        .isEqualTo(Optional.of(new Storms(0.9, Duration.ofMinutes(10), Duration.ofSeconds(95))));
    assertThat(options.faults()).isEqualTo(new Faults(0.05, 0.04, Duration.ofHours(1), true));
    assertThat(options.updates())
        .contains(
            new Updates(
                List.of(KEY),
                new Updater.Habits(Duration.ofSeconds(2), Duration.ofSeconds(5)),
                0.2,
                0.1));
    assertThat(options.sendsLogs()).isTrue();
  }

  @Test
  void what_cannot_be_is_refused() {
    assertThatThrownBy(() -> parsed("--lose-replies=1.5")).hasMessageContaining("lost replies");
    assertThatThrownBy(() -> parsed("--storm-every=1m", "--storm-away=2m"))
        .hasMessageContaining("storm");
  }

  @Test
  void the_readme_knows_every_option() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    CommandLine simulate = FleetMain.commandLine().getSubcommands().get("simulate");

    assertThat(simulate.getCommandSpec().options().stream().map(OptionSpec::longestName))
        .filteredOn(name -> !name.equals("--help") && !name.equals("--version"))
        .allSatisfy(name -> assertThat(readme).contains("`" + name + "`"));
  }
}
