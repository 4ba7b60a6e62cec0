package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class PartBatchTest {
  private final PartBatch batch = new PartBatch();

  @Test
  void many_small_parts_are_one_batch() {
    add(PartBatch.PARTS_MAX - 1, 1, 100);
    assertThat(batch.full()).isFalse();

    add(1, 1, 100);
    assertThat(batch.full()).isTrue();
    assertThat(batch.parts()).hasSize(PartBatch.PARTS_MAX);
  }

  @Test
  void bytes_fill_it() {
    add(1, 1, PartBatch.BYTES_MAX - 1);
    assertThat(batch.full()).isFalse();

    add(1, 1, 1);
    assertThat(batch.full()).isTrue();
  }

  @Test
  void rows_fill_it_however_small_they_are() {
    add(PartBatch.ROWS_MAX / 1_000 - 1, 1_000, 9_000);
    assertThat(batch.full()).isFalse();

    add(1, 1_000, 9_000);
    assertThat(batch.full()).isTrue();
  }

  @Test
  void parts_are_in_their_order_with_their_traces() {
    assertThat(batch.isEmpty()).isTrue();
    var pieces = Answer.to(UUID.randomUUID()).with(3, 1).pieces();

    pieces.forEach(piece -> batch.add(piece.part(), piece.traceparent(), 10));

    assertThat(batch.isEmpty()).isFalse();
    assertThat(batch.parts()).isEqualTo(pieces);
  }

  private void add(int parts, int rowsEach, int bytesEach) {
    var part = Answer.to(UUID.randomUUID()).with(1, rowsEach).pieces().getFirst().part();
    for (int n = 0; n < parts; n++) {
      batch.add(part, null, bytesEach);
    }
  }
}
