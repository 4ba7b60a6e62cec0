package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import mimir.contracts.ingest.ResultPart.Assignment;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.junit.jupiter.api.Test;

/** {@link NoteRefusals} */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class NoteRefusalsTest {

  @Inject NoteRefusals refusals;

  @Test
  void each_is_first_once() {
    UUID campaign = Ids.next();
    var first = new Assignment(campaign, Ids.next(), UUID.randomUUID());
    var second = new Assignment(campaign, first.queryId(), UUID.randomUUID());

    assertThat(refusals.note(List.of(first))).containsExactly(first);
    assertThat(refusals.note(List.of(second, first))).containsExactly(second);
    assertThat(refusals.note(List.of(first, second))).isEmpty();
    assertThat(refusals.note(List.of())).isEmpty();
  }
}
