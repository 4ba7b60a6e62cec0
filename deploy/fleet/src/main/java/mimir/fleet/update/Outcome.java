package mimir.fleet.update;

/**
 * What became of an offer.
 *
 * @param detail why it failed; empty when it is installed
 */
public record Outcome(String version, boolean installed, String detail) {

  static Outcome installed(String version) {
    return new Outcome(version, true, "");
  }

  static Outcome failed(String version, String detail) {
    return new Outcome(version, false, detail);
  }
}
