package mimir.testing;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Values that are made once in a JVM, however many class loaders have this class. */
final class PerJvm {
  private static final String PREFIX = "mimir.testing.";

  private PerJvm() {}

  /** The values under a name; the first caller makes them, the others wait for it. */
  static Map<String, String> values(String name, Callable<Map<String, String>> maker) {
    // An interned string is the same object for every class loader.
    var lock = (PREFIX + name).intern();
    synchronized (lock) {
      var prefix = PREFIX + name + ".";
      if (System.getProperty(prefix + "made") == null) {
        try {
          maker.call().forEach((key, value) -> System.setProperty(prefix + key, value));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException(name + " was interrupted", e);
        } catch (Exception e) {
          throw new IllegalStateException("cannot make " + name + ": " + e.getMessage(), e);
        }
        System.setProperty(prefix + "made", "true");
      }
      return System.getProperties().stringPropertyNames().stream()
          .filter(key -> key.startsWith(prefix))
          .collect(Collectors.toMap(key -> key.substring(prefix.length()), System::getProperty));
    }
  }
}
