package mimir.fleet.wire;

/** What happened to an agent, for a log and for a memory of node keys. */
public interface AgentEvents {

  /** A server gave this key; whoever restarts the host must give it back. */
  default void enrolled(String nodeKey) {}

  /**
   * A request is over, its second send included.
   *
   * @param nanos all of it, {@code connectingNanos} included
   * @param replied false for one that failed
   */
  default void requested(String path, long nanos, long connectingNanos, boolean replied) {}

  /** One line for people. */
  default void notable(String line) {}
}
