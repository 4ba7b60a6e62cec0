package mimir.ingest.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import org.junit.jupiter.api.Test;

class StreamReadersTest {
  @Test
  void a_person_has_only_so_many_streams() {
    var readers = new StreamReaders();
    for (int n = 0; n < StreamReaders.STREAMS_PER_PERSON_MAX; n++) {
      readers.enter("olga");
    }

    assertThatThrownBy(() -> readers.enter("olga"))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TOO_MANY_STREAMS));
    readers.enter("bob");
    readers.leave("olga");
    readers.enter("olga");
  }
}
