package mimir.dispatch.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostTimesTest {
  private final HostTimes times = new HostTimes();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void it_is_a_map_whatever_comes_and_goes(long seed) {
    var random = new Random(seed);
    Map<UUID, Long> model = new HashMap<>();
    for (int step = 0; step < 200_000; step++) {
      // In waves, so that stripes grow and shrink.
      int hosts = step / 50_000 % 2 == 0 ? 20_000 : 50;
      var host = new UUID(0, random.nextInt(hosts));
      long time = random.nextInt(1_000);
      switch (random.nextInt(4)) {
        case 0 -> {
          times.put(host, time);
          model.put(host, time);
        }
        case 1 -> {
          times.putIfLess(host, time);
          model.merge(host, time, Math::min);
        }
        case 2 -> {
          times.replace(host, times.get(host), HostTimes.NONE);
          model.remove(host);
        }
        default -> assertThat(times.get(host)).isEqualTo(model.getOrDefault(host, HostTimes.NONE));
      }
    }

    assertThat(times.size()).isEqualTo(model.size());
    for (int host = 0; host < 20_000; host++) {
      var id = new UUID(0, host);
      assertThat(times.get(id)).isEqualTo(model.getOrDefault(id, HostTimes.NONE));
    }
  }

  @Test
  void hosts_whose_ids_fall_on_one_place_are_told_apart_after_one_is_gone() {
    // Four thousand in eight places a stripe at first: every order of coming and going.
    var hosts = IntStream.range(0, 4_000).mapToObj(n -> new UUID(n, n)).toList();
    hosts.forEach(host -> times.put(host, host.getMostSignificantBits()));

    for (int n = 0; n < hosts.size(); n += 2) {
      times.put(hosts.get(n), HostTimes.NONE);
    }

    for (int n = 0; n < hosts.size(); n++) {
      assertThat(times.get(hosts.get(n))).isEqualTo(n % 2 == 0 ? HostTimes.NONE : n);
    }
    assertThat(times.size()).isEqualTo(2_000);
  }

  @Test
  void only_what_has_not_changed_is_replaced() {
    var host = new UUID(1, 2);
    times.put(host, 5);

    times.replace(host, 4, 9);
    assertThat(times.get(host)).isEqualTo(5);
    times.replace(host, 5, 9);
    assertThat(times.get(host)).isEqualTo(9);
    times.replace(host, 9, HostTimes.NONE);
    assertThat(times.size()).isZero();
  }

  @Test
  void who_writes_at_the_same_time_loses_nothing() throws Exception {
    Callable<Void> even = writer(0);
    Callable<Void> odd = writer(1);
    try (var threads = new Threads()) {
      threads.atOnce(List.of(even, odd));
    }

    assertThat(times.size()).isEqualTo(50_000);
  }

  private Callable<Void> writer(int rest) {
    return () -> {
      for (int host = rest; host < 50_000; host += 2) {
        times.put(new UUID(0, host), host);
      }
      return null;
    };
  }
}
