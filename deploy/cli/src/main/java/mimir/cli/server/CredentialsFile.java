package mimir.cli.server;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mimir.cli.output.Failed;

/**
 * A file of lines {@code key=value}. A secret that others can read has been read, so such a file is
 * refused. No line is ever quoted.
 */
record CredentialsFile(Path path, Map<String, String> values) {
  private static final Set<String> KEYS = Set.of("url", "token", "username", "password");
  private static final long BYTES_MAX = 64 * 1024;
  private static final Set<PosixFilePermission> OWNERS_OWN =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  static CredentialsFile read(Path path) {
    try {
      check(path);
      return new CredentialsFile(path, values(path, Files.readString(path)));
    } catch (IOException | UnsupportedOperationException e) {
      throw Failed.input("Cannot read the credentials file " + path + ".", e);
    }
  }

  private static void check(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw Failed.input("There is no credentials file " + path + ".");
    }
    var permissions = Files.getPosixFilePermissions(path);
    if (!OWNERS_OWN.containsAll(permissions)) {
      throw Failed.input(
          ("The credentials file %s is open to others (%s). Do: chmod 600 '%s', and change what it"
                  + " holds if others may have read it.")
              .formatted(path, PosixFilePermissions.toString(permissions), path));
    }
    int owner = (Integer) Files.getAttribute(path, "unix:uid");
    if (owner != new UnixSystem().getUid()) {
      throw Failed.input("The credentials file " + path + " is not yours. Copy it, as mode 600.");
    }
    if (Files.size(path) > BYTES_MAX) {
      throw Failed.input("The credentials file " + path + " is too large to be one.");
    }
  }

  private static Map<String, String> values(Path path, String text) {
    var values = new HashMap<String, String>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank() || line.stripLeading().startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      String key = equals < 0 ? "" : line.substring(0, equals).strip();
      // Nothing is an escape in a value: passwords have backslashes.
      if (!KEYS.contains(key) || values.put(key, line.substring(equals + 1).strip()) != null) {
        throw Failed.input(
            ("Line %d of the credentials file %s is none of url=, token=, username=, password=, or"
                    + " comes twice.")
                .formatted(number, path));
      }
    }
    return values;
  }

  Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key)).filter(value -> !value.isEmpty());
  }

  @Override
  public String toString() {
    return "CredentialsFile[" + path + "]";
  }
}
