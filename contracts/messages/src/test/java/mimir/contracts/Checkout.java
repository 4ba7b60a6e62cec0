package mimir.contracts;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the committed files of the contracts stand, from wherever the tests are started. */
final class Checkout {
  static final Path CONTRACTS = contracts();
  static final Path SCHEMAS = CONTRACTS.resolve("schemas");
  static final Path RELEASED = SCHEMAS.resolve("released");
  static final Path GOLDEN = CONTRACTS.resolve("messages/src/test/resources/golden");

  private static Path contracts() {
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("contracts/messages/pom.xml"))) {
        return folder.resolve("contracts");
      }
    }
    throw new IllegalStateException("not started inside a checkout");
  }

  private Checkout() {}
}
