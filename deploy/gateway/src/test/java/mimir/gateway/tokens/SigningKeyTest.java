package mimir.gateway.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
  @TempDir Path folder;

  @Test
  void a_missing_key_is_made_once_and_readable_by_its_owner_only() throws Exception {
    Path file = folder.resolve("below/key.pem");

    var first = new SigningKey(Optional.of(file));
    var second = new SigningKey(Optional.of(file));

    assertThat(second.keyId()).isEqualTo(first.keyId());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void the_published_keys_hold_nothing_private() {
    var key = new SigningKey(Optional.empty());

    assertThat(key.publicKeys())
        .contains(key.keyId(), "\"n\"", "RS256")
        .doesNotContain("\"d\"", "\"p\"", "\"q\"", "\"dp\"", "\"qi\"");
  }

  @Test
  void a_file_without_a_key_ends_the_start() throws Exception {
    Path file = Files.writeString(folder.resolve("key.pem"), "no key");

    assertThatThrownBy(() -> new SigningKey(Optional.of(file)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("MIMIR_SIGNING_KEY_FILE");
  }
}
