package mimir.fleet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptAliveConnectionTest {

  private static final String READ = "/distributed/read";
  private static final String WRITE = "/distributed/write";
  private static final String ONE_QUERY = "{\"queries\":{\"q1\":\"SELECT 1\"}}";

  private AgentUnderTest bench;

  @BeforeEach
  void start() throws IOException {
    bench = new AgentUnderTest();
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void a_request_that_takes_too_long_fails_and_is_not_resent_silently() throws Exception {
    try (ServerSocket silent = new ServerSocket(0);
        OsqueryAgent hasty =
            bench.agent(
                URI.create("http://localhost:" + silent.getLocalPort()),
                Optional.empty(),
                Duration.ofMillis(100))) {
      EnrolledChannel channel = hasty.channel();
      channel.enrol();
      assertThat(hasty.counts().errors()).isEqualTo(1);
      assertThat(hasty.resent()).isZero();
    }
  }

  @Test
  void the_next_address_is_taken_when_one_does_not_connect() throws Exception {
    int nobody;
    try (ServerSocket once = new ServerSocket(0)) {
      nobody = once.getLocalPort();
    }
    URI dead = URI.create("http://localhost:" + nobody);
    URI alive = bench.server.address();
    for (List<URI> addresses : List.of(List.of(dead, alive), List.of(alive, dead))) {
      try (OsqueryAgent agent =
          bench.agent(addresses, Optional.empty(), ServerAddress.OSQUERY_TIMEOUT)) {
        agent.poll();
        agent.disconnect();
        agent.poll();
        assertThat(agent.counts().errors()).isZero();
        assertThat(agent.resent()).isZero();
      }
    }
    assertThat(bench.server.heard("/distributed/read")).hasSize(4);
  }

  @Test
  void it_speaks_tls_to_a_server_whose_certificate_it_was_given(@TempDir Path directory)
      throws Exception {
    TestCertificate certificate = TestCertificate.in(directory);
    try (ScriptedServer secure = ScriptedServer.https(certificate);
        OsqueryAgent trusting =
            bench.agent(secure.address(), Optional.of(certificate.pem()), Duration.ofSeconds(16));
        OsqueryAgent wary =
            bench.agent(secure.address(), Optional.empty(), Duration.ofSeconds(16))) {
      secure.says(READ, ONE_QUERY).breaks(WRITE);
      trusting.poll();
      assertThat(secure.heard(WRITE)).hasSize(2);
      wary.channel().enrol();
      assertThat(secure.heard("/enroll")).hasSize(1);
    }
  }
}
