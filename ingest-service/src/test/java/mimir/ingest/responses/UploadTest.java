package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import mimir.contracts.ingest.ResultPart;
import mimir.ingest.responses.Upload.Piece;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                     | of | came      | complete
          the only part            | 1  | 0         | true
          all parts                | 3  | 0,1,2     | true
          backwards                | 3  | 2,1,0     | true
          one of them twice        | 3  | 0,2,1,1,2 | true
          the first is missing     | 3  | 1,2       | false
          one between is missing   | 3  | 0,2       | false
          the last is missing      | 3  | 0,1       | false
          nothing but repetitions  | 3  | 1,1,1     | false
          """)
  void parts(String why, int of, String came, boolean complete) {
    var pieces = Answer.to(UUID.randomUUID()).with(of, 2).pieces();
    List<Piece> here = new ArrayList<>();
    for (String number : came.split(",", -1)) {
      here.add(pieces.get(Integer.parseInt(number)));
    }

    var upload = Upload.of(here);

    assertThat(upload != null).isEqualTo(complete);
    if (complete) {
      assertThat(parts(upload)).isEqualTo(pieces.stream().map(Piece::part).toList());
    }
  }

  @Test
  void nothing_is_no_upload() {
    assertThat(Upload.of(List.of())).isNull();
  }

  /** A reference that is as plain as can be: complete when each number was seen once or more. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void lost_doubled_reordered_and_interleaved_parts(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      var first = Answer.to(UUID.randomUUID()).with(1 + random.nextInt(6), 2).pieces();
      var second = Answer.to(UUID.randomUUID()).with(1 + random.nextInt(6), 2).pieces();
      var stream = new ArrayList<Piece>();
      for (var pieces : List.of(first, second)) {
        for (Piece piece : pieces) {
          int copies = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(2);
          stream.addAll(Collections.nCopies(copies, piece));
        }
      }
      Collections.shuffle(stream, random);

      for (var pieces : List.of(first, second)) {
        var came =
            stream.stream()
                .filter(each -> each.part().uploadId().equals(uploadId(pieces)))
                .toList();
        var upload = Upload.of(came);
        boolean complete =
            came.stream().map(each -> each.part().part()).collect(Collectors.toSet()).size()
                == pieces.size();
        if (complete) {
          assertThat(upload).isNotNull();
          assertThat(parts(upload)).isEqualTo(pieces.stream().map(Piece::part).toList());
          assertThat(upload.traceparent()).isEqualTo(Answer.TRACE);
        } else {
          assertThat(upload).isNull();
        }
      }
    }
  }

  private static List<ResultPart> parts(Upload upload) {
    var parts = new ArrayList<ResultPart>();
    upload.parts().each(parts::add);
    return parts;
  }

  private static UUID uploadId(List<Piece> pieces) {
    return pieces.getFirst().part().uploadId();
  }
}
