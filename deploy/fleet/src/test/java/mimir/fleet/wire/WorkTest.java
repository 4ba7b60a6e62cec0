package mimir.fleet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import mimir.fleet.tables.QueryOutcome;
import mimir.fleet.tables.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkTest {

  private static QueryOutcome discover(String sql) {
    return switch (sql) {
      case "yes" -> new QueryOutcome.Rows(List.of(new Row(List.of("a"), List.of("1"))));
      case "no" -> new QueryOutcome.Rows(List.of());
      default -> new QueryOutcome.Failed("no such table: x");
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{}                                                                  | ^^  | false",
        "{'queries':{'a':'s','b':'t'},'accelerate':9}                        | a b | true",
        "{'queries':{'a':'s','b':'','c':'t'},'accelerate':9}                 | a   | false",
        "{'queries':{'a':'s','b':7,'c':'t'},'accelerate':9}                  | a   | false",
        "{'queries':{'a':'s','b':'t'},'discovery':{'a':'yes','b':'no'}}      | a   | false",
        "{'queries':{'a':'s','b':'t'},'discovery':{'a':'broken'},'accelerate':9} | ^^ | false",
        "{'queries':{'a':'s'},'discovery':{'zz':'no'},'accelerate':9,'x':1}  | a   | true",
      })
  void work_is_taken_on_by_osquerys_rules(String reply, String ids, boolean accelerated)
      throws IOException {
    Work work =
        Work.accepted(new ObjectMapper().readTree(reply.replace('\'', '"')), WorkTest::discover);
    assertThat(String.join(" ", work.queries().keySet())).isEqualTo(ids);
    assertThat(work.accelerate().isPresent()).isEqualTo(accelerated);
  }
}
