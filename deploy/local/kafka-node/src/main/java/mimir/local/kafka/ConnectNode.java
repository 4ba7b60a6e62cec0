package mimir.local.kafka;

import org.apache.kafka.connect.cli.ConnectDistributed;

/** A distributed Connect worker, from one properties file. */
public final class ConnectNode {
  private ConnectNode() {}

  public static void main(String[] args) {
    if (args.length != 1) {
      throw new IllegalArgumentException("usage: ConnectNode worker.properties");
    }
    // No orderly end: the broker ends at the same time, and the worker would wait for it while
    // PostgreSQL waits for the worker. What was not committed is read again at the next start.
    Parent.whenGone(() -> Runtime.getRuntime().halt(Parent.TERMINATED));
    ConnectDistributed.main(args);
  }
}
