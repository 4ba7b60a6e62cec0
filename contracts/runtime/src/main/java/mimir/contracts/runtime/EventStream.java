package mimir.contracts.runtime;

import java.util.List;

/** A stream, oldest event first; empty when it does not exist. */
public record EventStream<T>(String name, List<Recorded<T>> recorded) {

  /** Number of events, and so the version that an append behind them expects. */
  public long version() {
    return recorded.size();
  }

  public boolean isEmpty() {
    return recorded.isEmpty();
  }

  public List<T> events() {
    return recorded.stream().map(Recorded::event).toList();
  }
}
