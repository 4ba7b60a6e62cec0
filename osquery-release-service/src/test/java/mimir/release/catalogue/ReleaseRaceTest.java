package mimir.release.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import mimir.contracts.Refused;
import mimir.contracts.release.ReleaseEvent;
import mimir.contracts.runtime.Ids;
import mimir.release.catalogue.Release.Approved;
import mimir.release.catalogue.Release.Deleted;
import mimir.testing.ServiceInfra;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "release"))
class ReleaseRaceTest {
  private static final int RACES = 1_000;
  private static final Instant NOW = Signed.at();

  @Inject Releases releases;
  @Inject ReleaseTables tables;
  @Inject ReleaseKeys keys;

  /** What is deleted was not rolled out, and what is rolled out is there. */
  @Test
  void of_a_delete_and_a_rollout_that_race_one_wins() throws Exception {
    String version = Signed.version();
    int deletes = 0;
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < RACES; round++) {
        UUID id = approved(version + "-" + round);

        List<Future<Boolean>> both =
            threads.invokeAll(
                List.<Callable<Boolean>>of(
                    () -> decided(id, release -> ReleaseRules.delete(release, "alice", NOW)),
                    () ->
                        decided(
                            id,
                            release ->
                                ReleaseRules.setRollout(release, 100, "bob", NOW).orElseThrow())));
        boolean deleted = both.get(0).get();
        boolean rolledOut = both.get(1).get();

        assertThat(deleted).isNotEqualTo(rolledOut);
        assertThat(tables.find(id).isPresent()).isEqualTo(rolledOut);
        assertThat(release(id)).isInstanceOf(deleted ? Deleted.class : Approved.class);
        deletes += deleted ? 1 : 0;
      }
    }
    assertThat(deletes).isBetween(1, RACES - 1);
  }

  private UUID approved(String version) {
    UUID id = Ids.next();
    var signed =
        ReleaseRules.signed(Signed.request(Signed.fields(version)), keys.trusted(), Signed.at());
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                releases.append(
                    releases.open(id), "test", ReleaseRules.register(id, signed, "alice", NOW)));
    assertThat(decided(id, release -> ReleaseRules.approve(release, "bob", false, NOW))).isTrue();
    return id;
  }

  /** As the endpoints do it. False when it is refused. */
  private boolean decided(UUID id, Function<Release, ReleaseEvent> rule) {
    try {
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                var stream = releases.open(id);
                releases.append(stream, "test", rule.apply(Release.of(stream.events())));
              });
      return true;
    } catch (Refused e) {
      return false;
    }
  }

  private Release release(UUID id) {
    return QuarkusTransaction.requiringNew().call(() -> Release.of(releases.open(id).events()));
  }
}
