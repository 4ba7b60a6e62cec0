package mimir.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeKeysTest {

  @TempDir private Path directory;

  @Test
  void the_last_key_of_a_host_is_the_one_it_has_after_a_restart() {
    try (NodeKeys keys = NodeKeys.open(Optional.of(directory), 1)) {
      keys.put(3, "old");
      keys.put(3, "new");
    }
    try (NodeKeys keys = NodeKeys.open(Optional.of(directory), 1)) {
      assertThat(keys.of(3)).contains("new");
      assertThat(keys.of(4)).isEmpty();
    }
  }

  @Test
  void a_line_that_a_crash_cut_short_is_passed_over() throws Exception {
    try (NodeKeys keys = NodeKeys.open(Optional.of(directory), 1)) {
      keys.put(3, "key");
    }
    Files.writeString(directory.resolve("node-keys.tsv"), "1", StandardOpenOption.APPEND);
    try (NodeKeys keys = NodeKeys.open(Optional.of(directory), 1)) {
      assertThat(keys.of(3)).contains("key");
      assertThat(keys.of(1)).isEmpty();
    }
  }

  @Test
  void a_directory_belongs_to_one_seed() {
    NodeKeys.open(Optional.of(directory), 1).close();
    assertThatThrownBy(() -> NodeKeys.open(Optional.of(directory), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another seed");
  }

  @Test
  void keys_are_for_their_owner_only() throws Exception {
    NodeKeys.open(Optional.of(directory), 1).close();
    assertThat(Files.getPosixFilePermissions(directory.resolve("node-keys.tsv"))).hasSize(2);
  }
}
