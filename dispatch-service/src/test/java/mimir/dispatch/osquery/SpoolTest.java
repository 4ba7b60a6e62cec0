package mimir.dispatch.osquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {
  private static final int CHUNK = 10_000;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CHUNK, Spool.IN_MEMORY_MAX, Spool.IN_MEMORY_MAX + 1, 30 * CHUNK})
  void what_goes_in_comes_out_as_often_as_it_is_read(int size) throws IOException {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);

    try (var body = filled(spool(1 << 20).body(false), bytes)) {
      assertThat(body.inFile()).isEqualTo(size > Spool.IN_MEMORY_MAX);
      assertThat(body.open().readAllBytes()).isEqualTo(bytes);
      assertThat(body.open().readAllBytes()).isEqualTo(bytes);
      var middle = new byte[size / 2 + 2];
      body.read(size / 4, middle, 1, size / 2);
      for (int at = 0; at < size / 2; at++) {
        assertThat(middle[at + 1]).isEqualTo(bytes[size / 4 + at]);
      }
    }
  }

  @Test
  void a_file_has_no_name_and_is_nobody_elses() throws IOException {
    try (var body = filled(spool(1 << 20).body(false), new byte[2 * Spool.IN_MEMORY_MAX])) {
      assertThat(body.inFile()).isTrue();
      assertThat(directory).isEmptyDirectory();
    }
  }

  @Test
  void what_a_crash_left_is_removed_at_start_and_nothing_else() throws IOException {
    Files.createFile(directory.resolve("mimir-write-1"));
    Path other = Files.createFile(directory.resolve("other"));

    spool(1).start(null);

    assertThat(directory.toFile().listFiles()).containsExactly(other.toFile());
  }

  @Test
  void a_folder_that_is_not_there_is_made() throws IOException {
    Path inner = directory.resolve("a/b");

    Spools.of(Map.of("MIMIR_AGENT_SPOOL_DIRECTORY", inner.toString())).start(null);

    assertThat(inner).isEmptyDirectory();
  }

  @Test
  void files_share_one_bound_and_give_back_what_they_held() throws IOException {
    var spool = spool(500_000);

    try (var first = filled(spool.body(false), new byte[300_000]);
        var second = spool.body(false)) {
      assertThatThrownBy(() -> filled(second, new byte[300_000]))
          .isInstanceOfSatisfying(
              Refusal.BodyRefused.class,
              refused -> assertThat(refused.reason()).isEqualTo(Refusal.SPOOL_FULL));
      assertThat(first.open().readAllBytes()).hasSize(300_000);
    }

    try (var third = filled(spool.body(false), new byte[500_000])) {
      assertThat(third.size()).isEqualTo(500_000);
    }
  }

  @Test
  void strangers_get_half_of_it_and_hosts_the_other() throws IOException {
    var spool = spool(400_000);

    try (var stranger = filled(spool.body(true), new byte[200_000]);
        var another = spool.body(true);
        var host = filled(spool.body(false), new byte[200_000])) {
      assertThatThrownBy(() -> filled(another, new byte[100_000]))
          .isInstanceOf(Refusal.BodyRefused.class);
      assertThat(stranger.inFile() && host.inFile()).isTrue();
    }

    try (var later = filled(spool.body(true), new byte[200_000])) {
      assertThat(later.inFile()).isTrue();
    }
  }

  @Test
  void what_does_not_fit_into_the_memory_goes_to_a_file_however_small() throws IOException {
    var spool = spool(1 << 20);
    var bodies = new ArrayList<SpooledBody>();
    int fit = (16 << 20) / Spool.IN_MEMORY_MAX;

    for (int n = 0; n <= fit; n++) {
      bodies.add(filled(spool.body(false), new byte[Spool.IN_MEMORY_MAX]));
    }

    assertThat(bodies.subList(0, fit)).noneMatch(SpooledBody::inFile);
    assertThat(bodies.getLast().inFile()).isTrue();
    for (SpooledBody body : bodies) {
      assertThat(body.open().readAllBytes()).hasSize(Spool.IN_MEMORY_MAX);
      body.close();
    }
    try (var after = filled(spool.body(false), new byte[Spool.IN_MEMORY_MAX])) {
      assertThat(after.inFile()).isFalse();
    }
  }

  @Test
  void a_disk_that_takes_nothing_is_a_full_spool() throws IOException {
    var spool = spool(1 << 20);
    Files.delete(directory);

    try (var body = spool.body(false)) {
      assertThatThrownBy(() -> filled(body, new byte[100_000]))
          .isInstanceOfSatisfying(
              Refusal.BodyRefused.class,
              refused -> assertThat(refused.reason()).isEqualTo(Refusal.SPOOL_FULL));
    }
    Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private Spool spool(long filesMax) {
    return Spools.of(
        Map.of(
            "MIMIR_AGENT_SPOOL_DIRECTORY", directory.toString(),
            "MIMIR_AGENT_SPOOL_MAX_BYTES", Long.toString(filesMax)));
  }

  private static SpooledBody filled(SpooledBody body, byte[] bytes) throws IOException {
    for (int from = 0; from < bytes.length; from += CHUNK) {
      int n = Math.min(CHUNK, bytes.length - from);
      var chunk = new byte[n];
      System.arraycopy(bytes, from, chunk, 0, n);
      body.append(chunk, n);
    }
    return body;
  }
}
