package mimir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptQueueTest {
  private static final List<String> NETSTAT =
      List.of(
          "TcpExt: SyncookiesSent ListenOverflows ListenDrops",
          "TcpExt: 7 12 13",
          "IpExt: InNoRoutes ListenOverflows",
          "IpExt: 1 2");

  @Test
  void a_count_stands_below_its_name() {
    assertThat(AcceptQueue.count(NETSTAT, "ListenOverflows")).isEqualTo(12);
    assertThat(AcceptQueue.count(NETSTAT, "ListenDrops")).isEqualTo(13);
  }

  @Test
  void the_kernels_limit_is_read_to_its_end() throws Exception {
    var read = new ProcessBuilder("cat", "/proc/sys/net/core/somaxconn").start();
    var limit = new String(read.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();

    assertThat(AcceptQueue.max()).hasToString(limit);
  }

  @Test
  void what_is_not_counted_is_told() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AcceptQueue.count(NETSTAT, "InNoRoutes"))
        .withMessageContaining("InNoRoutes");
    assertThatIllegalArgumentException().isThrownBy(() -> AcceptQueue.count(List.of(), "x"));
  }
}
