package mimir.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackLockTest {
  @Test
  void a_data_folder_serves_one_stack_at_a_time(@TempDir Path folder) throws Exception {
    var file = folder.resolve("lock");
    try (var first = StackLock.take(file).orElseThrow()) {
      assertThat(first).isNotNull();
      assertThat(StackLock.take(file)).isEmpty();
      assertThat(StackLock.isTaken(file)).isTrue();
    }

    assertThat(StackLock.isTaken(file)).isFalse();
  }
}
