package mimir.contracts.agreed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class CohortTest {
  private static final int HOSTS = 1_000_000;

  @ParameterizedTest
  @CsvFileSource(resources = "/cohorts.txt", delimiter = ' ')
  void the_agreed_vectors(UUID hostId, String version, int cohort) {
    assertThat(Cohort.of(hostId, version)).isEqualTo(cohort);
  }

  /** INV-16, by the question that everybody asks, and for each of a million hosts. */
  @Test
  void shares_are_within_3_sigma_and_only_grow() {
    var random = new Random(16);
    int[] percents = {1, 5, 25, 50, 99, 100};
    long[] reached = new long[percents.length];
    for (int n = 0; n < HOSTS; n++) {
      var host = new UUID(random.nextLong(), random.nextLong());
      boolean before = false;
      for (int i = 0; i < percents.length; i++) {
        boolean now = Cohort.reached(host, "5.12.1", percents[i]);
        if (before && !now) {
          throw new AssertionError(host + " leaves at " + percents[i] + " %");
        }
        reached[i] += now ? 1 : 0;
        before = now;
      }
    }

    for (int i = 0; i < percents.length; i++) {
      double share = percents[i] / 100.0;
      double sigma = Math.sqrt(HOSTS * share * (1 - share));
      assertThat((double) reached[i]).isCloseTo(HOSTS * share, within(3 * sigma + 0.5));
    }
  }

  @Test
  void raising_the_percentage_only_adds_hosts_and_0_reaches_nobody() {
    var random = new Random(17);
    for (int n = 0; n < 1_000; n++) {
      var host = new UUID(random.nextLong(), random.nextLong());
      boolean before = false;
      for (int percent = 0; percent <= 100; percent++) {
        boolean now = Cohort.reached(host, "5.12.1", percent);
        assertThat(!before || now).isTrue();
        before = now;
      }
      assertThat(before).isTrue();
      assertThat(Cohort.reached(host, "5.12.1", 0)).isFalse();
    }
  }

  @Test
  void another_version_shuffles() {
    var random = new Random(18);
    int both = 0;
    for (int n = 0; n < 10_000; n++) {
      var host = new UUID(random.nextLong(), random.nextLong());
      both += Cohort.reached(host, "5.12.1", 10) && Cohort.reached(host, "5.11.4", 10) ? 1 : 0;
    }

    // One in a hundred, when the two are independent.
    assertThat(both).isBetween(70, 130);
  }
}
