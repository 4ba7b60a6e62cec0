package mimir.gateway.accounts;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import org.jboss.logging.Logger;

/**
 * A fresh deployment has one account, {@code admin}. Its password is the configured one, else the
 * one in the configured file, else a random one that is told once: in that file (mode 0600), or in
 * the log when no file is configured.
 */
@ApplicationScoped
class FirstAdmin {
  static final String USERNAME = "admin";
  private static final Logger LOG = Logger.getLogger(FirstAdmin.class);
  private static final int PASSWORD_CHARACTERS = 24;

  // Without 0 O 1 l I, which people mistake for each other.
  private static final String ALPHABET =
      "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

  private final AccountTables tables;
  private final Accounts accounts;
  private final AccountSettings settings;

  FirstAdmin(AccountTables tables, Accounts accounts, AccountSettings settings) {
    this.tables = tables;
    this.accounts = accounts;
    this.settings = settings;
  }

  void onStart(@Observes StartupEvent ignored) {
    if (tables.any()) {
      return;
    }
    String password = settings.adminPassword().or(this::inFile).orElseGet(FirstAdmin::random);
    try {
      accounts.create(new NewUser(USERNAME, password, Role.ADMIN.code(), List.of()), "mimir");
    } catch (Refused e) {
      if (e.code() == ErrorCode.USER_EXISTS) {
        return; // Another replica was first.
      }
      throw new IllegalStateException("MIMIR_ADMIN_PASSWORD is unfit: " + e.getMessage(), e);
    }
    if (settings.adminPassword().isEmpty()) {
      tell(password);
    }
  }

  private Optional<String> inFile() {
    return settings
        .adminPasswordFile()
        .filter(Files::exists)
        .map(file -> reading(() -> Files.readString(file).strip()))
        .filter(text -> !text.isEmpty());
  }

  private void tell(String password) {
    if (settings.adminPasswordFile().isEmpty()) {
      LOG.warnf("made the account %s with the password %s (shown this once)", USERNAME, password);
      return;
    }
    Path file = settings.adminPasswordFile().get().toAbsolutePath();
    if (inFile().isEmpty()) {
      reading(() -> write(file, password));
    }
    LOG.infof("made the account %s; its password is in %s", USERNAME, file);
  }

  private static Path write(Path file, String password) throws IOException {
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, password + "\n");
  }

  private static String random() {
    return new SecureRandom()
        .ints(PASSWORD_CHARACTERS, 0, ALPHABET.length())
        .mapToObj(i -> ALPHABET.substring(i, i + 1))
        .collect(Collectors.joining());
  }

  private interface Reading<T> {
    T run() throws IOException;
  }

  private static <T> T reading(Reading<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use MIMIR_ADMIN_PASSWORD_FILE", e);
    }
  }
}
