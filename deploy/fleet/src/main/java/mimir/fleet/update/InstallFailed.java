package mimir.fleet.update;

/** A new osquery could not take the old one's place; says why. */
public final class InstallFailed extends Exception {
  private static final long serialVersionUID = 1L;

  public InstallFailed(String why) {
    super(why);
  }

  public InstallFailed(String why, Throwable cause) {
    super(why, cause);
  }
}
