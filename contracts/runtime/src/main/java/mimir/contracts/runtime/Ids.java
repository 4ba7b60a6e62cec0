package mimir.contracts.runtime;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.util.UUID;

/**
 * UUIDs of version 7, ascending within one process: new rows are near each other in their index,
 * and two launches in one millisecond are listed in their order.
 */
public final class Ids {
  private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();

  public static UUID next() {
    return GENERATOR.generate();
  }

  private Ids() {}
}
