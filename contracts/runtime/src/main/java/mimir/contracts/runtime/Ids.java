package mimir.contracts.runtime;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import java.util.UUID;

/** UUIDs of version 7: new rows of one table are near each other in its index. */
public final class Ids {
  private static final TimeBasedEpochRandomGenerator GENERATOR =
      Generators.timeBasedEpochRandomGenerator();

  public static UUID next() {
    return GENERATOR.generate();
  }

  private Ids() {}
}
