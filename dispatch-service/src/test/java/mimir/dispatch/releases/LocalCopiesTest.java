package mimir.dispatch.releases;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import mimir.contracts.binaries.BinaryShelf;
import mimir.contracts.binaries.DirectoryShelf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bucket is a directory here; that a bucket is one is tested where buckets are. */
class LocalCopiesTest {
  private static final byte[] BINARY = "osqueryd".repeat(100_000).getBytes(UTF_8);

  @TempDir Path directory;

  private final AtomicInteger opened = new AtomicInteger();
  private String sha256;
  private Instant now = Instant.now();
  private boolean broken;
  private Path shelf;
  private LocalCopies copies;

  @BeforeEach
  void a_bucket() throws Exception {
    sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(BINARY));
    shelf = Files.createDirectories(directory.resolve("bucket"));
    copies = new LocalCopies(directory.resolve("copies"), Optional.of(new Counted()), () -> now);
    Files.write(shelf.resolve(sha256), BINARY);
  }

  /** Counts who asks, and does not answer when it is broken. */
  private final class Counted implements BinaryShelf {
    private final BinaryShelf files = new DirectoryShelf(shelf, InstantSource.system());

    @Override
    public void put(Path file, String name) throws IOException {
      files.put(file, name);
    }

    @Override
    public Set<String> present(Set<String> names) throws IOException {
      return files.present(names);
    }

    @Override
    public InputStream open(String name) throws IOException {
      opened.incrementAndGet();
      if (broken) {
        throw new IOException("it does not answer");
      }
      return files.open(name);
    }

    @Override
    public List<Stored> list() throws IOException {
      return files.list();
    }

    @Override
    public void remove(String name) throws IOException {
      files.remove(name);
    }
  }

  @Test
  void many_at_once_fetch_it_once() throws Exception {
    Callable<Void> ensure =
        () -> {
          copies.ensure(sha256);
          return null;
        };
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var each :
          threads.invokeAll(List.of(ensure, ensure, ensure, ensure, ensure, ensure, ensure))) {
        each.get();
      }
    }

    assertThat(copies.file(sha256)).hasBinaryContent(BINARY);
    assertThat(opened).hasValue(1);
    assertThat(directory.resolve("copies/incoming")).isEmptyDirectory();
  }

  @Test
  void what_does_not_hash_to_its_name_is_no_copy() throws IOException {
    Files.writeString(shelf.resolve(sha256), "another");

    assertThatThrownBy(() -> copies.ensure(sha256)).hasMessageContaining("hashes to");

    assertThat(copies.file(sha256)).doesNotExist();
    assertThat(directory.resolve("copies/incoming")).isEmptyDirectory();
  }

  @Test
  void a_bucket_that_does_not_answer_is_asked_again_after_a_while() throws IOException {
    broken = true;
    assertThatThrownBy(() -> copies.ensure(sha256)).hasMessageContaining("does not answer");
    assertThatThrownBy(() -> copies.ensure(sha256)).hasMessageContaining("does not answer");
    assertThat(opened).hasValue(1);

    broken = false;
    now = now.plus(Duration.ofSeconds(31));
    copies.ensure(sha256);

    assertThat(copies.file(sha256)).hasBinaryContent(BINARY);
  }

  @Test
  void what_is_nowhere_is_missing() {
    assertThatThrownBy(() -> copies.ensure("00".repeat(32)))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void copies_that_nobody_wants_are_removed_when_they_are_old() throws IOException {
    copies.ensure(sha256);
    copies.tidy(Set.of());
    assertThat(copies.file(sha256)).exists();

    Files.setLastModifiedTime(copies.file(sha256), FileTime.from(now.minus(Duration.ofHours(25))));
    copies.tidy(Set.of(sha256));
    assertThat(copies.file(sha256)).exists();
    copies.tidy(Set.of());
    assertThat(copies.file(sha256)).doesNotExist();
  }

  @Test
  void without_a_bucket_the_directory_is_somebody_elses() throws IOException {
    var local = new LocalCopies(shelf, Optional.<BinaryShelf>empty(), () -> now);
    Files.setLastModifiedTime(local.file(sha256), FileTime.from(now.minus(Duration.ofHours(25))));

    local.ensure("00".repeat(32));
    local.tidy(Set.of());

    assertThat(local.file(sha256)).exists();
    assertThat(opened).hasValue(0);
  }
}
