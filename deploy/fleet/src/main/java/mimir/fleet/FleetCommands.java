package mimir.fleet;

import java.util.function.Consumer;

/** What a person or a program tells a running fleet, a line a command. */
final class FleetCommands implements Consumer<String> {

  private final Fleet fleet;
  private final Consumer<String> log;

  FleetCommands(Fleet fleet, Consumer<String> log) {
    this.fleet = fleet;
    this.log = log;
  }

  @Override
  public void accept(String line) {
    String[] words = line.strip().split("\\s+", 2);
    switch (words[0]) {
      case "away" -> away(words.length > 1 ? words[1] : "1");
      case "back" -> fleet.comeBack();
      case "counts" -> log.accept(fleet.counts().summary() + "; " + fleet.pollTimes().summary());
      case "" -> {}
      default -> log.accept("unknown command: " + line);
    }
  }

  private void away(String share) {
    try {
      fleet.goAway(Double.parseDouble(share));
    } catch (NumberFormatException e) {
      log.accept("not a share of 0 to 1: " + share);
    }
  }
}
