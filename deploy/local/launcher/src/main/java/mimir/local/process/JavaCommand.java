package mimir.local.process;

import java.nio.file.Path;

/** The programs of the JDK that runs this process. */
public final class JavaCommand {
  private JavaCommand() {}

  public static String java() {
    return program("java");
  }

  public static String keytool() {
    return program("keytool");
  }

  private static String program(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }
}
