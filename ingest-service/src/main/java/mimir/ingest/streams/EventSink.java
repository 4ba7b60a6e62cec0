package mimir.ingest.streams;

/** Where events go; returns when the connection has taken them. */
public interface EventSink {
  /**
   * @param id names what the reader then has; null when that did not change
   * @param data written as JSON
   */
  void send(String name, String id, Object data) throws InterruptedException;
}
