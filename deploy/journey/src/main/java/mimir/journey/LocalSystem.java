package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The system as {@code deploy/local/up} starts it, in a data directory of its own. */
public final class LocalSystem {
  private static final Path ROOT = Path.of(System.getProperty("mimir.root"));
  private static final Duration START_MAX = Duration.ofMinutes(4);
  private static final JsonMapper JSON = new JsonMapper();

  private final Path data;
  private final Map<String, String> settings;
  private final int port;

  /** What does not change until the next start; asking takes as long as a JVM's start. */
  private JsonNode addresses;

  /**
   * A system of its own; what is built is started as it is.
   *
   * @param settings environment variables of the services, MIMIR_…
   */
  public LocalSystem(Path data, Map<String, String> settings) {
    this.data = data;
    this.settings = new HashMap<>(settings);
    this.port = freePort();
  }

  /** Takes effect with the next {@link #up}. */
  public void set(String setting, String value) {
    settings.put(setting, value);
  }

  public void up(String... options) {
    var arguments = new ArrayList<>(List.of("--detach", "--fleet", "0", "--port", "" + port));
    arguments.addAll(List.of(options));
    addresses = null;
    run("up", arguments);
  }

  /** As a person would run it: it stays in the foreground until something ends it. */
  public Process upInForeground() {
    addresses = null;
    return start("up", List.of("--fleet", "0", "--port", "" + port));
  }

  public void down() {
    run("down", List.of());
  }

  public JsonNode status() {
    try {
      var process = start("status", List.of("--json"));
      JsonNode status = JSON.readTree(process.getInputStream());
      finish(process, "status");
      return status;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode addresses() {
    if (addresses == null) {
      addresses = status();
    }
    return addresses;
  }

  public JsonNode service(String name) {
    return service(status(), name);
  }

  private static JsonNode service(JsonNode status, String name) {
    for (String kind : List.of("services", "infrastructure")) {
      for (JsonNode part : status.get(kind)) {
        if (part.get("name").asText().equals(name)) {
          return part;
        }
      }
    }
    throw new AssertionError("no service " + name);
  }

  /** kill -9. */
  public void kill(String service) {
    assertThat(process(service).destroyForcibly()).isTrue();
  }

  /** For those who want to kill it at a moment: asking for it takes a while. */
  public ProcessHandle process(String service) {
    return processes(List.of(service)).getFirst();
  }

  /** In their order; asked for once. */
  public List<ProcessHandle> processes(List<String> services) {
    JsonNode status = status();
    return services.stream()
        .map(name -> service(status, name).get("pid").asLong())
        .map(pid -> ProcessHandle.of(pid).orElseThrow())
        .toList();
  }

  /** Where it keeps all that it has. */
  public Path data() {
    return data;
  }

  /** Where the gateway will be, for who must know it before the start. */
  public URI gatewayToBe() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public URI gateway() {
    return URI.create(addresses().get("gateway").asText());
  }

  /** Where each service answers the gateway, past which nobody should come; and the gateway. */
  public Map<String, URI> operatorsPorts() {
    var ports = new HashMap<String, URI>();
    addresses()
        .get("services")
        .forEach(
            service ->
                ports.put(
                    service.get("name").asText(),
                    URI.create("http://127.0.0.1:" + service.get("port").asInt())));
    return ports;
  }

  public URI agents() {
    return URI.create(addresses().get("agents").asText());
  }

  /** Of every replica of dispatch-service, the first one's first. */
  public List<URI> agentsOfAll() {
    JsonNode status = addresses();
    String scheme = URI.create(status.get("agents").asText()).getScheme();
    return status
        .get("services")
        .valueStream()
        .map(service -> service.get("agent_port").asInt())
        .filter(port -> port > 0)
        .map(port -> URI.create(scheme + "://127.0.0.1:" + port))
        .toList();
  }

  public String kafka() {
    return addresses().get("kafka").asText();
  }

  /** JDBC URL of the database that holds every service's schema. */
  public String database() {
    return addresses().get("postgres").asText();
  }

  /** Of the role {@code postgres}, for those who look behind the services. */
  public String superuserPassword() {
    try {
      return Files.readString(data.resolve("postgres/superuser-password")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path caFile() {
    return Path.of(addresses().get("ca_file").asText());
  }

  public String enrollSecret() {
    return read("enroll_secret_file");
  }

  public String adminPassword() {
    return read("admin_password_file");
  }

  private String read(String file) {
    try {
      return Files.readString(Path.of(addresses().get(file).asText())).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(String command, List<String> options) {
    var process = start(command, options);
    try (var output = process.inputReader()) {
      output.lines().forEach(System.out::println);
      finish(process, command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void finish(Process process, String command) {
    try {
      assertThat(process.waitFor(START_MAX.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    assertThat(process.exitValue()).as(command).isLessThanOrEqualTo(1);
    if (!command.equals("status")) {
      assertThat(process.exitValue()).as(command).isZero();
    }
  }

  private Process start(String command, List<String> options) {
    var line = new ArrayList<String>();
    line.add(ROOT.resolve("deploy/local").resolve(command).toString());
    line.addAll(List.of("--data", data.toString()));
    line.addAll(options);
    var builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(settings);
    builder.environment().put("MIMIR_LOCAL_BUILD", "off");
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
