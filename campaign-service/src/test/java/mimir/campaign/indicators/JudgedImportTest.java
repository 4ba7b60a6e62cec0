package mimir.campaign.indicators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import mimir.campaign.indicators.Imported.NotTaken;
import mimir.contracts.campaign.Severity;
import org.junit.jupiter.api.Test;

class JudgedImportTest {

  @Test
  void i_4_of_equal_values_the_first_is_taken_and_what_is_none_is_listed_by_its_line() {
    var imported =
        TextImport.csv(
            """
            value,type,severity,description,tags
            EVIL.com,,high,first,a
            1.2.3.256,,,,
            evil.com.,,low,second,b
            a.exe,mutex,,,
            b.exe,,dire,,
            c.exe,,,,
            """);

    var judged = JudgedImport.of(imported);

    assertThat(judged.values()).isEqualTo(3);
    assertThat(judged.drafts().values())
        .extracting(draft -> draft.value().value(), IndicatorRules.Draft::severity)
        .containsExactlyInAnyOrder(
            tuple("evil.com", Severity.HIGH), tuple("c.exe", Severity.MEDIUM));
    assertThat(judged.invalid()).extracting(NotTaken::line).isEqualTo(List.of(3, 5, 6));
    assertThat(judged.invalid())
        .extracting(NotTaken::reason)
        .allSatisfy(reason -> assertThat(reason).isNotEmpty().doesNotEndWith("."));
  }
}
