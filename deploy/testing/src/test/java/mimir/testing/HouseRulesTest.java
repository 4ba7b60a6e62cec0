package mimir.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HouseRulesTest {
  private static final String PLANTED = "mimir.planted";

  @ParameterizedTest
  @CsvSource({
    "rules_are_pure,                       ClockRules",
    "time_comes_from_an_instant_source,    Instant.now()",
    "time_comes_from_an_instant_source,    System.currentTimeMillis()",
    "time_comes_from_an_instant_source,    InstantSource.system()",
    "time_comes_from_an_instant_source,    java.util.Date",
    "no_package_is_a_dump,                 mimir.planted.util",
    "features_have_no_cycles,              Slice alpha",
    "endpoints_and_consumers_touch_no_sql, HastyResource",
    "jdbi_is_used_where_the_sql_stands,    HastyResource",
    "an_endpoint_is_nobodys_api,           Follower",
    "nothing_is_injected_into_fields,      HastyResource.jdbi",
    "no_service_knows_another,             mimir.testing.Tokens",
  })
  void a_planted_violation_is_found(String rule, String offender) {
    var broken = HouseRules.broken(PLANTED, new ClassFileImporter().importPackages(PLANTED));
    assertThat(broken).containsKey(rule);
    assertThat(broken.get(rule)).contains(offender);
  }

  @Test
  void a_feature_that_keeps_the_rules_breaks_none() {
    var kept = new ClassFileImporter().importPackages(PLANTED + ".good");
    assertThat(kept).isNotEmpty();
    assertThat(HouseRules.broken(PLANTED, kept)).isEmpty();
  }

  @Test
  void a_package_without_classes_is_a_mistake_of_the_caller() {
    assertThatThrownBy(() -> HouseRules.check("mimir.nowhere"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("mimir.nowhere");
  }
}
