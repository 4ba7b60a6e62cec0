package mimir.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mimir.fleet.update.Updater;
import picocli.CommandLine.Option;

/** The options by which both commands keep osquery up to date. */
final class UpdateChoice {

  @Option(
      names = "--update-key",
      paramLabel = "HEX",
      description = {
        "Keeps osquery up to date with what this Ed25519 public key (64 hexadecimal digits) has",
        "signed. Given again: any of them. Default: none, and nothing is ever updated."
      })
  private List<String> keys = List.of();

  @Option(
      names = "--update-interval",
      description = "From one question for updates to the next, with up to a quarter more.")
  private Duration interval = Updater.Habits.DEFAULTS.interval();

  @Option(names = "--update-stagger", description = "An offer is followed after up to so long.")
  private Duration stagger = Updater.Habits.DEFAULTS.stagger();

  /** None when nothing is to be updated. */
  Optional<List<String>> keys() {
    return Optional.of(keys).filter(given -> !given.isEmpty());
  }

  Updater.Habits habits() {
    return new Updater.Habits(interval, stagger);
  }
}
