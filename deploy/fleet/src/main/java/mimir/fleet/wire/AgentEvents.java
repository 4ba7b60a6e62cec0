package mimir.fleet.wire;

/** What happened to an agent, for a log and for a memory of node keys. */
public interface AgentEvents {

  /** A server gave this key; whoever restarts the host must give it back. */
  default void enrolled(String nodeKey) {}

  /** One line for people. */
  default void notable(String line) {}
}
