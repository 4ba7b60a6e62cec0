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

class TargetTest {

  /** {@code null} is one among the others; a number stands for so many different ids. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                         | type  | named                              | field
          T-1 nobody                   |       |                                    | target
          T-1 the fleet                | all   |                                    |
          T-1 no list of ids           | hosts |                                    | host_ids
          T-1 no ids                   | hosts | 0                                  | host_ids
          T-1 one id                   | hosts | 1                                  |
          T-1 a null among the ids     | hosts | null                               | host_ids
          T-1 100,000 ids              | hosts | 100000                             |
          T-1 100,001 ids              | hosts | 100001                             | host_ids
          T-3 no list of platforms     | os_in |                                    | os
          T-3 one platform             | os_in | linux                              |
          T-3 all platforms            | os_in | linux,darwin,windows,freebsd       |
          T-3 one of them twice        | os_in | linux,linux                        | os
          T-3 five names               | os_in | linux,darwin,windows,freebsd,linux | os
          T-3 an unknown platform      | os_in | linux,plan9                        | os
          T-3 a platform in capitals   | os_in | Linux                              | os
          T-3 a null among them        | os_in | linux,null                         | os
          T-3 an empty name            | os_in | ''                                 | os
          """)
  void checked(String why, String type, String named, String field) {
    var target = target(type, named);

    if (field == null) {
      assertThat(Target.checked(target)).isEqualTo(target);
    } else {
      assertThatThrownBy(() -> Target.checked(target))
          .isInstanceOfSatisfying(
              Refused.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FIELD);
                assertThat(e.extras()).containsEntry("field", field);
              });
    }
  }

  @Test
  void a_host_that_is_named_twice_is_meant_once() {
    var first = UUID.randomUUID();
    var second = UUID.randomUUID();

    assertThat(Target.checked(new Target.Hosts(List.of(second, first, second))))
        .isEqualTo(new Target.Hosts(List.of(second, first)));
  }

  private static Target target(String type, String named) {
    return switch (type) {
      case "all" -> new Target.Fleet();
      case "hosts" -> new Target.Hosts(named == null ? null : ids(named));
      case "os_in" -> new Target.OsIn(named == null ? null : names(named));
      case null, default -> null;
    };
  }

  private static List<UUID> ids(String named) {
    return named.equals("null")
        ? Arrays.asList(UUID.randomUUID(), null)
        : Stream.generate(UUID::randomUUID).limit(Integer.parseInt(named)).toList();
  }

  private static List<String> names(String named) {
    return Arrays.stream(named.split(",", -1))
        .map(name -> name.equals("null") ? null : name)
        .toList();
  }
}
