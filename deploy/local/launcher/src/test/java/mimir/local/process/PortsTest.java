package mimir.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
  private static final List<String> NAMES = List.of("a", "b", "c");

  @Test
  void ports_are_remembered_while_they_are_free(@TempDir Path folder) throws Exception {
    var file = folder.resolve("ports");
    var first = Ports.remembered(file, NAMES);

    assertThat(Ports.remembered(file, NAMES)).isEqualTo(first);
    assertThat(first.values()).doesNotHaveDuplicates();
  }

  @Test
  void a_port_that_somebody_took_is_chosen_anew_and_the_others_stay(@TempDir Path folder)
      throws Exception {
    var file = folder.resolve("ports");
    var first = Ports.remembered(file, NAMES);
    try (var _ = new ServerSocket(first.get("b"), 1, InetAddress.getLoopbackAddress())) {
      var second = Ports.remembered(file, NAMES);

      assertThat(second.get("a")).isEqualTo(first.get("a"));
      assertThat(second.get("b")).isNotEqualTo(first.get("b"));
      assertThat(second.get("c")).isEqualTo(first.get("c"));
    }
  }
}
