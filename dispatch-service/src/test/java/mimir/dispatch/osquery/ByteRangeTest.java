package mimir.dispatch.osquery;

import static org.assertj.core.api.Assertions.assertThat;

import mimir.dispatch.osquery.ByteRange.Asked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
  @ParameterizedTest
  @CsvSource({
    "bytes=0-0,    0, 0",
    "bytes=0-,     0, 99",
    "bytes=10-19,  10, 19",
    "bytes=90-500, 90, 99",
    "bytes=99-,    99, 99",
    "bytes=-1,     99, 99",
    "bytes=-500,   0, 99"
  })
  void a_part(String header, long from, long to) {
    assertThat(ByteRange.of(header, 100)).isEqualTo(new Asked.Part(new ByteRange(from, to)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes=-",
        "bytes=5-4",
        "bytes=a-b",
        "bytes=0-1,3-4",
        "items=0-1",
        "bytes=0-1 ",
        "bytes=9999999999999999999-"
      })
  void what_is_no_part_is_the_whole(String header) {
    assertThat(ByteRange.of(header, 100)).isEqualTo(new Asked.Whole());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0"})
  void what_is_behind_the_end_is_nothing(String header) {
    assertThat(ByteRange.of(header, 100)).isEqualTo(new Asked.Nothing());
  }

  @Test
  void no_header_is_the_whole() {
    assertThat(ByteRange.of(null, 100)).isEqualTo(new Asked.Whole());
  }
}
