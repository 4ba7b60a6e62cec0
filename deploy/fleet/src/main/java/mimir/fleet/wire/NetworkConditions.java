package mimir.fleet.wire;

/** What the network does to one host. A real machine has the real one, which does what it does. */
public interface NetworkConditions {

  NetworkConditions REAL = new NetworkConditions() {};

  /** A host that is not online cannot even open a connection. */
  default boolean online() {
    return true;
  }

  /** Asked once for each answer the server has acknowledged: does the reply get lost? */
  default boolean losesReply() {
    return false;
  }

  /** Asked once for each answer accepted: is it sent a second time? */
  default boolean duplicatesWrite() {
    return false;
  }
}
