package mimir.gateway.accounts;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** How accounts begin and how their passwords are kept. */
@ConfigMapping(prefix = "mimir.gateway.accounts")
interface AccountSettings {
  /** Rounds of bcrypt, as a power of two. */
  @WithDefault("11")
  int bcryptCost();

  /** The first admin's password; used only while there is no account at all. */
  Optional<String> adminPassword();

  /** Where the first admin's password is read from, or written to when it is made up here. */
  Optional<Path> adminPasswordFile();
}
