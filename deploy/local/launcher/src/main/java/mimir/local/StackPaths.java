package mimir.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where things are: the checkout with the built programs, and the data folder. */
record StackPaths(Path root, Path data) {
  StackPaths {
    root = root.toAbsolutePath().normalize();
    data = data.toAbsolutePath().normalize();
  }

  /** The checkout is named by the scripts; the data folder is in it unless one is given. */
  static StackPaths of(Path data) {
    var root = Path.of(System.getProperty("mimir.root", "."));
    return new StackPaths(root, data == null ? root.resolve("data") : data);
  }

  void makeFolders() throws IOException {
    Files.createDirectories(data);
    // Entered by others only where PostgreSQL must run as another user; listed by nobody.
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
    Files.createDirectories(run());
    Files.createDirectories(logs());
  }

  Path logs() {
    return data.resolve("logs");
  }

  Path log(String part) {
    return logs().resolve(part + ".log");
  }

  Path run() {
    return data.resolve("run");
  }

  Path lock() {
    return run().resolve("lock");
  }

  Path state() {
    return run().resolve("stack.json");
  }

  Path ports() {
    return run().resolve("ports.properties");
  }

  Path postgres() {
    return data.resolve("postgres");
  }

  Path kafka() {
    return data.resolve("kafka");
  }

  Path connect() {
    return data.resolve("connect");
  }

  Path fleet() {
    return data.resolve("fleet");
  }

  Path databasePasswords() {
    return connect().resolve("database.properties");
  }

  Path adminPassword() {
    return data.resolve("admin-password");
  }

  Path enrollSecret() {
    return data.resolve("enroll-secret");
  }

  Path agentFlags() {
    return data.resolve("osquery.flags");
  }

  Path releases() {
    return data.resolve("releases");
  }

  Path signingKey() {
    return data.resolve("gateway-signing-key.pem");
  }
}
