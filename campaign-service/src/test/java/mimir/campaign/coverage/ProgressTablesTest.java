package mimir.campaign.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.TestTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import mimir.campaign.SeededCampaign;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
@TestTransaction
class ProgressTablesTest {
  @Inject ProgressTables tables;
  @Inject CoverageTables details;
  @Inject Jdbi jdbi;

  @Test
  void the_numbers_are_those_of_the_detail() {
    var first = SeededCampaign.in(jdbi, 2, 1);
    var second = SeededCampaign.in(jdbi, 1);

    var progress = tables.of(List.of(first.id(), second.id(), UUID.randomUUID()));

    assertThat(progress).containsOnlyKeys(first.id(), second.id());
    var detail = details.detail(first.id(), SeededCampaign.LAUNCHED_AT).orElseThrow();
    assertThat(progress.get(first.id()).numbers())
        .isEqualTo(
            new Progress.Numbers(
                detail.summary().hosts(),
                detail.coverage(),
                detail.rows(),
                detail.summary().hits()));
    assertThat(progress.get(second.id()).standing())
        .isEqualTo(new Progress.Standing("active", null, null, null));
  }

  @Test
  void nobody_asked_for_is_nobody_told() {
    assertThat(tables.of(List.of())).isEmpty();
  }
}
