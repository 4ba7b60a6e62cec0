package mimir.campaign.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetForCampaignTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                      | target | field
          T-1 the fleet             | all    |
          T-1 no target             | none   | target
          T-1 no ids                | 0      | host_ids
          T-1 ids are null          | null   | host_ids
          T-1 a null among the ids  | hole   | host_ids
          T-1 one id                | 1      |
          T-1 100,000 ids           | 100000 |
          T-1 100,001 ids           | 100001 | host_ids
          """)
  void for_campaign(String why, String asked, String field) {
    var target = target(asked);

    if (field == null) {
      assertThat(Target.forCampaign(target).type()).isEqualTo(target.type());
    } else {
      assertThatThrownBy(() -> Target.forCampaign(target))
          .isInstanceOfSatisfying(
              Refused.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FIELD);
                assertThat(e.extras()).containsEntry("field", field);
              });
    }
  }

  @Test
  void an_os_filter_is_refused_with_the_documented_sentence() {
    assertThatThrownBy(() -> Target.forCampaign(new Target.OsIn(List.of("linux"))))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OS_FILTER_UNSUPPORTED))
        .hasMessage(
            "Campaigns don't yet support OS-filtered targets — pick Fleet or specific hosts"
                + " instead.");
  }

  private static Target target(String text) {
    return switch (text) {
      case "none" -> null;
      case "all" -> new Target.Fleet();
      case "null" -> new Target.Hosts(null);
      case "hole" -> new Target.Hosts(Arrays.asList(UUID.randomUUID(), null));
      default ->
          new Target.Hosts(
              Stream.generate(UUID::randomUUID).limit(Integer.parseInt(text)).toList());
    };
  }
}
