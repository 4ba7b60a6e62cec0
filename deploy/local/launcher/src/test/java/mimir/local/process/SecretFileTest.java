package mimir.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
  @Test
  void a_secret_is_made_once_and_is_its_owners_alone(@TempDir Path folder) throws Exception {
    var file = folder.resolve("secret");

    var secret = SecretFile.readOrCreate(file);

    assertThat(secret).hasSize(24).isNotEqualTo(SecretFile.random());
    assertThat(SecretFile.readOrCreate(file)).isEqualTo(secret);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
