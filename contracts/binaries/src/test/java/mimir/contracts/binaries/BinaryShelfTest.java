package mimir.contracts.binaries;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

/** The same of a directory and of a bucket on a real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BinaryShelfTest {
  private static final String NONE = "00".repeat(32);

  @TempDir static Path directory;

  private S3Server server;

  @BeforeAll
  void a_server() throws Exception {
    Files.createDirectories(directory.resolve("shelf"));
    server = S3Server.start(directory);
  }

  @AfterAll
  void end() {
    server.close();
  }

  Stream<BinaryShelf> shelves() {
    return Stream.of(
        new DirectoryShelf(directory.resolve("shelf"), InstantSource.system()),
        server.shelf("s3://binaries", "credential"),
        server.shelf("s3://binaries/osquery/linux/", "credential"));
  }

  private static byte[] bytes(int size, long seed) {
    byte[] bytes = new byte[size];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path received(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(directory, "upload", ""), bytes);
  }

  private static byte[] read(BinaryShelf shelf, String sha256) throws IOException {
    try (InputStream in = shelf.open(sha256)) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @MethodSource("shelves")
  void what_is_put_is_there_until_it_is_removed(BinaryShelf shelf) throws IOException {
    byte[] binary = bytes(12_000_000, 1);
    String sha256 = sha256(binary);
    Path file = received(binary);

    shelf.put(file, sha256);

    assertThat(file).doesNotExist();
    assertThat(read(shelf, sha256)).isEqualTo(binary);
    assertThat(shelf.present(Set.of(sha256, NONE))).containsExactly(sha256);
    assertThat(shelf.present(Set.of(sha256, NONE, "11".repeat(32), "22".repeat(32))))
        .containsExactly(sha256);
    assertThat(shelf.list())
        .singleElement()
        .satisfies(
            stored -> {
              assertThat(stored.sha256()).isEqualTo(sha256);
              assertThat(Duration.between(stored.at(), Instant.now()).abs())
                  .isLessThan(Duration.ofMinutes(5));
            });

    shelf.put(received(binary), sha256);
    assertThat(shelf.list()).hasSize(1);

    shelf.remove(sha256);
    shelf.remove(sha256);
    assertThat(shelf.list()).isEmpty();
    assertThatThrownBy(() -> read(shelf, sha256)).isInstanceOf(NoSuchFileException.class);
  }

  @ParameterizedTest
  @MethodSource("shelves")
  void a_name_that_is_no_hash_never_reaches_a_path(BinaryShelf shelf) {
    for (String name : List.of("../x", "", "AB".repeat(32), "a".repeat(63), NONE + "/..")) {
      assertThatThrownBy(() -> shelf.open(name)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> shelf.remove(name)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Leaving in the middle does not read the rest. */
  @ParameterizedTest
  @MethodSource("shelves")
  void a_reader_may_leave(BinaryShelf shelf) throws IOException {
    byte[] binary = bytes(3_000_000, 2);
    String sha256 = sha256(binary);
    shelf.put(received(binary), sha256);

    try (InputStream in = shelf.open(sha256)) {
      assertThat(in.readNBytes(10)).hasSize(10);
    }

    assertThat(read(shelf, sha256)).isEqualTo(binary);
    shelf.remove(sha256);
  }

  @Test
  void a_bucket_does_not_take_what_does_not_hash_to_its_name() throws IOException {
    var shelf = server.shelf("s3://binaries", "credential");
    Path file = received("another".getBytes(UTF_8));

    assertThatThrownBy(() -> shelf.put(file, NONE)).isInstanceOf(IOException.class);

    assertThat(file).exists();
    assertThat(shelf.present(Set.of(NONE))).isEmpty();
  }

  @Test
  void other_objects_of_the_bucket_are_not_of_us() throws IOException {
    var shelf = server.shelf("s3://binaries/mine", "credential");
    Files.createDirectories(server.file("mine"));
    Files.writeString(server.file("mine/readme"), "x");
    Files.writeString(server.file("mine/" + NONE), "x");

    assertThat(shelf.list()).map(BinaryShelf.Stored::sha256).containsExactly(NONE);
  }

  @Test
  void a_refusal_and_a_missing_bucket_are_told_and_are_no_missing_binary() {
    assertThatThrownBy(() -> server.shelf("s3://binaries", "wrong").present(Set.of(NONE)))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> server.shelf("s3://nowhere", "credential").list())
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("bucket");
  }

  @Test
  void a_place_is_a_bucket_and_perhaps_a_folder() {
    for (String place : List.of("https://bucket", "s3:bucket", "bucket", "s3:///x")) {
      assertThatThrownBy(
              () ->
                  S3Shelf.of(
                      URI.create(place),
                      Optional.empty(),
                      "us-east-1",
                      AnonymousCredentialsProvider.create()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(place);
    }
  }
}
