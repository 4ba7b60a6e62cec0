package mimir.cli.output;

/** Ends a command with one sentence for its caller and an exit code. */
public final class Failed extends RuntimeException {
  private final ExitCode exitCode;

  private Failed(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** The server said no. */
  public static Failed refused(String message) {
    return new Failed(ExitCode.REFUSED, message, null);
  }

  /** What was typed, or what is on this machine, will not do. */
  public static Failed input(String message) {
    return new Failed(ExitCode.INPUT, message, null);
  }

  public static Failed input(String message, Throwable cause) {
    return new Failed(ExitCode.INPUT, message, cause);
  }

  /** There was no answer, or not all of it. */
  public static Failed unreachable(String message, Throwable cause) {
    return new Failed(ExitCode.UNREACHABLE, message, cause);
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
