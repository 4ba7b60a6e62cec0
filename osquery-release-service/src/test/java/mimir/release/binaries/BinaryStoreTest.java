package mimir.release.binaries;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.MemorySize;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.release.ReleaseLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryStoreTest {
  private static final String HELLO =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  @TempDir Path directory;
  private Instant now = Instant.now();

  private BinaryStore store() {
    return new BinaryStore(new Small(directory), () -> now);
  }

  private static InputStream hello() {
    return new ByteArrayInputStream("hello".getBytes(UTF_8));
  }

  @Test
  void what_is_kept_is_found_under_its_hash_and_nothing_else_is_left() throws IOException {
    var store = store();

    var received = store.receive(hello());
    assertThat(store.has(HELLO)).isFalse();
    store.keep(received);

    assertThat(received.sha256()).isEqualTo(HELLO);
    assertThat(received.bytes()).isEqualTo(5);
    assertThat(store.has(HELLO)).isTrue();
    assertThat(store.verifies(HELLO)).isTrue();
    assertThat(files()).containsExactly(HELLO);
  }

  @Test
  void the_same_again_is_the_same() throws IOException {
    var store = store();
    store.keep(store.receive(hello()));
    store.keep(store.receive(hello()));

    assertThat(files()).containsExactly(HELLO);
  }

  @Test
  void what_is_discarded_is_gone() throws IOException {
    var store = store();
    store.discard(store.receive(hello()));

    assertThat(files()).isEmpty();
  }

  @Test
  void a_sender_that_breaks_off_leaves_nothing() {
    var broken =
        new FilterInputStream(new ByteArrayInputStream(new byte[100_000])) {
          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            if (read < 0) {
              throw new IOException("gone");
            }
            return read;
          }
        };

    assertThatThrownBy(() -> store().receive(broken)).isInstanceOf(IOException.class);
    assertThat(files()).isEmpty();
  }

  @Test
  void what_is_too_large_leaves_nothing() {
    assertThatThrownBy(() -> store().receive(new ByteArrayInputStream(new byte[1_000_001])))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TOO_LARGE));
    assertThat(files()).isEmpty();
  }

  @Test
  void bytes_that_were_changed_or_cut_do_not_verify() throws IOException {
    var store = store();
    store.keep(store.receive(hello()));

    Files.writeString(directory.resolve(HELLO), "hellO");
    assertThat(store.verifies(HELLO)).isFalse();
    Files.writeString(directory.resolve(HELLO), "hell");
    assertThat(store.verifies(HELLO)).isFalse();
    Files.delete(directory.resolve(HELLO));
    assertThat(store.verifies(HELLO)).isFalse();
  }

  @Test
  void no_name_leads_out_of_it() {
    for (String name : List.of("..", "../x", "/etc/passwd", HELLO + "/", HELLO.substring(1))) {
      assertThatThrownBy(() -> store().has(name)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void a_sweep_takes_what_is_old_and_nobodys() throws IOException {
    var store = store();
    store.keep(store.receive(hello()));
    store.receive(hello());
    Files.writeString(directory.resolve("README"), "somebody else's");

    store.sweep(Set.of());
    assertThat(files()).hasSize(3);
    now = now.plus(BinaryStore.LEFT_OVER_AFTER).plus(Duration.ofMinutes(1));
    store.sweep(Set.of(HELLO));
    assertThat(files()).containsExactlyInAnyOrder(HELLO, "README");
    store.sweep(Set.of());
    assertThat(files()).containsExactly("README");
  }

  private List<String> files() {
    try (var files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private record Small(Path releaseStore) implements ReleaseLimits {
    @Override
    public Optional<List<String>> releasePublicKeys() {
      return Optional.empty();
    }

    @Override
    public boolean releaseTwoPerson() {
      return false;
    }

    @Override
    public Optional<URI> releaseBucket() {
      return Optional.empty();
    }

    @Override
    public Optional<URI> releaseBucketEndpoint() {
      return Optional.empty();
    }

    @Override
    public String releaseBucketRegion() {
      return "us-east-1";
    }

    @Override
    public MemorySize releaseBinaryMax() {
      return new MemorySize(BigInteger.valueOf(1_000_000));
    }

    @Override
    public int rolloutFailurePercent() {
      return 5;
    }

    @Override
    public Duration rolloutSilentAfter() {
      return Duration.ofHours(1);
    }
  }
}
