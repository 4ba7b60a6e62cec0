package mimir.cli.output;

/** What a script learns of how it went; documented, and never renumbered. */
public enum ExitCode {
  DONE(0),
  /** The server answered, and it was a no or a fault. */
  REFUSED(1),
  /** Wrong usage, or something of this machine: a file, a setting. Most often nothing was sent. */
  INPUT(2),
  /** No answer, or not all of it: to be tried again. */
  UNREACHABLE(3);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
