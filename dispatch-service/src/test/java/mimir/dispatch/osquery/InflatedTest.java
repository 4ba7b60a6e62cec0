package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class InflatedTest {
  private static final int MIB = 1024 * 1024;

  @Test
  void what_was_packed_comes_out() throws IOException {
    assertThat(inflate(gzip("hello".getBytes(UTF_8)), MIB)).isEqualTo("hello".getBytes(UTF_8));
  }

  @Test
  void a_small_body_may_pack_well() throws IOException {
    assertThat(inflate(gzip(new byte[60_000]), MIB)).hasSize(60_000);
  }

  @Test
  void a_bomb_is_refused_by_its_ratio() {
    assertThatThrownBy(() -> inflate(gzip(new byte[10 * MIB]), 64 * MIB))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("100 times");
  }

  @Test
  void what_inflates_above_the_limit_is_refused() throws IOException {
    var noise = new byte[2 * MIB];
    new Random(1).nextBytes(noise);

    assertThatThrownBy(() -> inflate(gzip(noise), MIB))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("larger than " + MIB);
    assertThat(inflate(gzip(noise), 2 * MIB)).isEqualTo(noise);
  }

  @Test
  void half_of_it_or_something_else_is_refused() throws IOException {
    var packed = gzip(new byte[1_000]);

    assertThatThrownBy(() -> inflate(Arrays.copyOf(packed, packed.length / 2), MIB))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> inflate("plain".getBytes(UTF_8), MIB)).isInstanceOf(IOException.class);
  }

  private static byte[] inflate(byte[] packed, long bytesMax) throws IOException {
    try (var stream = Inflated.of(new ByteArrayInputStream(packed), bytesMax)) {
      return stream.readAllBytes();
    }
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    }
    return bytes.toByteArray();
  }
}
