package mimir.campaign.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import mimir.campaign.coverage.EndedAssignment.Rank;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndedAssignmentTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:15:30Z");
  private static final UUID ID = UUID.fromString("01900000-0000-7000-8000-000000000001");
  private static final UUID OTHER = UUID.fromString("01900000-0000-7000-8000-000000000002");

  /** Each end has its place in the list as its number of rows. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                          | ends                          | kept
          one stays                     | CANCELLED                     | 0
          A-4 of equals the first       | RESPONDED,RESPONDED           | 0
          an answer over a cancel       | CANCELLED,RESPONDED           | 1
          an answer before a cancel     | RESPONDED,CANCELLED           | 0
          an error over a cancel        | CANCELLED,ERRORED             | 1
          an answer over an error       | ERRORED,RESPONDED,ERRORED     | 1
          R-7 a discard over an answer  | RESPONDED,DISCARDED           | 1
          R-7 an answer after a discard | DISCARDED,RESPONDED,CANCELLED | 0
          the first of the highest      | ERRORED,CANCELLED,ERRORED     | 0
          """)
  void of_one_assignment(String why, String ranks, int kept) {
    var ends = Arrays.stream(ranks.split(",", -1)).map(Rank::valueOf).toList();
    var numbered =
        IntStream.range(0, ends.size()).mapToObj(n -> end(ID, ID, ID, ends.get(n), n)).toList();

    assertThat(EndedAssignment.merge(numbered)).containsExactly(numbered.get(kept));
  }

  @Test
  void ends_of_other_campaigns_hosts_or_queries_are_apart() {
    var ends =
        List.of(
            end(ID, ID, ID, Rank.RESPONDED, 0),
            end(OTHER, ID, ID, Rank.RESPONDED, 1),
            end(ID, OTHER, ID, Rank.RESPONDED, 2),
            end(ID, ID, OTHER, Rank.RESPONDED, 3));

    assertThat(EndedAssignment.merge(ends)).containsExactlyElementsOf(ends);
  }

  private static EndedAssignment end(
      UUID campaignId, UUID hostId, UUID queryId, Rank rank, long rows) {
    return new EndedAssignment(campaignId, hostId, queryId, rank, false, false, rows, AT);
  }
}
