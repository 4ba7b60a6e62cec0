package mimir.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackStateTest {
  private static final StackState STATE =
      new StackState(
          42,
          StackState.Phase.READY,
          "http://127.0.0.1:8080",
          "https://127.0.0.1:20001",
          "/data/agent-ca.pem",
          "/data/enroll-secret",
          "/data/osquery.flags",
          "admin",
          "/data/admin-password",
          "127.0.0.1:20002",
          "jdbc:postgresql://127.0.0.1:20003/mimir",
          "http://127.0.0.1:20004",
          "/data",
          "/data/logs",
          List.of(new StackState.Part("flag-service", 43, true, 20005, 20006, 0)),
          List.of(new StackState.Part("kafka", 44, true, 0, 0, 0)));

  @Test
  void what_is_written_is_read(@TempDir Path folder) throws Exception {
    var file = folder.resolve("stack.json");

    STATE.write(file);

    assertThat(StackState.read(file)).isEqualTo(STATE);
  }

  @Test
  void programs_find_the_documented_names() throws Exception {
    var json = new ObjectMapper().readTree(STATE.json());

    assertThat(json.fieldNames())
        .toIterable()
        .contains(
            "gateway",
            "agents",
            "ca_file",
            "enroll_secret_file",
            "osquery_flag_file",
            "admin_user",
            "admin_password_file",
            "kafka",
            "postgres",
            "connect",
            "data_dir",
            "log_dir",
            "services");
    assertThat(json.path("services").path(0).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("name", "pid", "ready", "port", "management_port", "agent_port");
  }
}
