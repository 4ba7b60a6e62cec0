package mimir.contracts.runtime;

import java.util.List;

/**
 * A stream as it was read under its lock.
 *
 * @param version number of events; 0 when the stream does not exist
 */
public record EventStream<T>(String name, long version, List<T> events) {

  public boolean isEmpty() {
    return version == 0;
  }
}
