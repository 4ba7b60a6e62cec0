package mimir.campaign.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionTest {
  @ParameterizedTest
  @CsvSource({
    "mimir.campaign.launched.v1,            campaign.launched",
    "mimir.enrollment_secret.revoked.v12,   enrollment_secret.revoked",
    "mimir.saved_query.created.v1,          saved_query.created",
    "campaign.launched,                     campaign.launched",
    "mimir.v1,                              v1",
    "com.example.seen.v2,                   com.example.seen",
  })
  void the_short_name_of_a_type(String type, String action) {
    assertThat(Action.of(type)).isEqualTo(action);
  }
}
