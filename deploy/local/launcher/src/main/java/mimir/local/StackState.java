package mimir.local;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** What a running stack tells others about itself, in {@code run/stack.json}. */
@JsonIgnoreProperties(ignoreUnknown = true)
record StackState(
    @JsonProperty("launcher_pid") long launcherPid,
    Phase phase,
    String gateway,
    String agents,
    @JsonProperty("ca_file") String caFile,
    @JsonProperty("enroll_secret_file") String enrollSecretFile,
    @JsonProperty("osquery_flag_file") String osqueryFlagFile,
    @JsonProperty("admin_user") String adminUser,
    @JsonProperty("admin_password_file") String adminPasswordFile,
    String kafka,
    String postgres,
    String connect,
    @JsonProperty("data_dir") String dataDirectory,
    @JsonProperty("log_dir") String logDirectory,
    List<Part> services,
    List<Part> infrastructure) {

  /** How far the start has come. */
  enum Phase {
    @JsonProperty("starting")
    STARTING,
    @JsonProperty("ready")
    READY
  }

  /** A process of the stack; ports are 0 where it has none of that kind. */
  record Part(
      String name,
      long pid,
      boolean ready,
      int port,
      @JsonProperty("management_port") int managementPort,
      @JsonProperty("agent_port") int agentPort) {}

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  static StackState read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), StackState.class);
  }

  /** A reader sees the old text or the new one. */
  void write(Path file) throws IOException {
    var temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(temporary, json() + "\n");
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  String json() throws IOException {
    return JSON.writeValueAsString(this);
  }

  StackState withParts(List<Part> checkedServices, List<Part> checkedInfrastructure) {
    return new StackState(
        launcherPid,
        phase,
        gateway,
        agents,
        caFile,
        enrollSecretFile,
        osqueryFlagFile,
        adminUser,
        adminPasswordFile,
        kafka,
        postgres,
        connect,
        dataDirectory,
        logDirectory,
        checkedServices,
        checkedInfrastructure);
  }
}
