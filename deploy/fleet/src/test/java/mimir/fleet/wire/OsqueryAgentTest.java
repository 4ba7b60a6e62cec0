package mimir.fleet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OsqueryAgentTest {

  private static final String READ = "/distributed/read";
  private static final String WRITE = "/distributed/write";
  private static final String ONE_QUERY = "{\"queries\":{\"q1\":\"SELECT 1\"}}";

  private AgentUnderTest bench;
  private AgentUnderTest.TestClock clock;
  private AgentUnderTest.TestNetwork network;
  private ScriptedServer server;
  private OsqueryAgent agent;

  @BeforeEach
  void start() throws IOException {
    bench = new AgentUnderTest();
    clock = bench.clock;
    network = bench.network;
    server = bench.server;
    agent = bench.agent(server.address(), Optional.empty(), ServerAddress.OSQUERY_TIMEOUT);
  }

  @AfterEach
  void stop() {
    agent.close();
    bench.close();
  }

  private List<JsonNode> writes() {
    return server.heard(WRITE).stream().map(ScriptedServer.Heard::body).toList();
  }

  private static List<String> names(JsonNode object) {
    return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
        .toList();
  }

  @Test
  void the_first_poll_enrols_with_the_hosts_details() throws Exception {
    agent.poll();
    JsonNode enroll = server.heard("/enroll").getFirst().body();
    assertThat(names(enroll))
        .containsExactly("enroll_secret", "host_identifier", "platform_type", "host_details");
    assertThat(enroll.get("platform_type").textValue()).isEqualTo("9");
    // A table with no row is absent.
    assertThat(names(enroll.get("host_details")))
        .containsExactly("os_version", "osquery_info", "system_info");
    assertThat(bench.enrolled).containsExactly("key-1");
    assertThat(server.heard(READ).getFirst().authorization()).contains("NodeKey key-1");
    assertThat(server.heard(READ).getFirst().agent()).isEqualTo("osquery/5.23.0");
    assertThat(server.heard("/config").getFirst().body().get("node_key").textValue())
        .isEqualTo("key-1");
  }

  @Test
  void all_answers_go_out_in_one_write_with_the_node_key_last() throws Exception {
    server.says(READ, "{\"queries\":{\"q2\":\"broken\",\"q1\":\"SELECT 1\"}}");
    agent.poll();
    assertThat(writes()).hasSize(1);
    JsonNode write = writes().getFirst();
    assertThat(names(write))
        .containsExactly("queries", "statuses", "messages", "stats", "node_key");
    assertThat(write.get("queries").toString())
        .isEqualTo("{\"q1\":[{\"b\":\"1\",\"a\":\"SELECT 1\"}],\"q2\":[]}");
    assertThat(write.get("statuses").toString()).isEqualTo("{\"q1\":0,\"q2\":1}");
    assertThat(write.get("messages").toString())
        .isEqualTo("{\"q1\":\"\",\"q2\":\"no such table: nope\"}");
    assertThat(names(write.at("/stats/q1")))
        .containsExactly("wall_time_ms", "user_time", "system_time", "memory");
  }

  @Test
  void a_lost_reply_is_answered_by_a_silent_second_send() throws Exception {
    server.says(READ, ONE_QUERY).breaks(WRITE);
    agent.poll();
    assertThat(writes()).hasSize(2);
    assertThat(writes().get(0)).isEqualTo(writes().get(1));
    assertThat(clock.pauses).isEmpty();
    assertThat(agent.counts().duplicatesSent()).isEqualTo(1);
    assertThat(agent.counts().answersAccepted()).isEqualTo(1);
  }

  @Test
  void lost_replies_bring_one_answer_six_times_in_a_round_and_twelve_in_two() throws Exception {
    network.losesReply = () -> true;
    server.says(READ, ONE_QUERY);
    agent.poll();
    assertThat(writes()).hasSize(6);
    assertThat(clock.pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(4));
    agent.poll();
    assertThat(writes()).hasSize(12);
    assertThat(agent.counts().duplicatesSent()).isEqualTo(11);
    network.losesReply = () -> false;
    agent.poll();
    agent.poll();
    assertThat(writes()).hasSize(13);
    assertThat(agent.counts().answersAccepted()).isEqualTo(1);
  }

  @Test
  void an_invalid_node_on_a_write_enrols_again_and_posts_the_same_ids() throws Exception {
    server.says(READ, ONE_QUERY).says(WRITE, "{\"node_invalid\":true}");
    agent.poll();
    assertThat(writes()).hasSize(2);
    assertThat(writes()).allSatisfy(w -> assertThat(names(w.get("queries"))).containsExactly("q1"));
    assertThat(writes())
        .extracting(w -> w.get("node_key").textValue())
        .containsExactly("key-1", "key-2");
    assertThat(server.heard(WRITE).getLast().authorization()).contains("NodeKey key-2");
    assertThat(clock.pauses).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void an_error_is_tried_three_times_then_kept_for_every_later_poll() throws Exception {
    server.says(READ, ONE_QUERY);
    IntStream.range(0, 4).forEach(i -> server.says(WRITE, 503, "{\"error\":\"busy\"}"));
    agent.poll();
    assertThat(writes()).hasSize(3);
    assertThat(clock.pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(4));
    agent.poll();
    assertThat(writes()).hasSize(5);
    assertThat(agent.counts().answersAccepted()).isEqualTo(1);
    agent.poll();
    assertThat(writes()).hasSize(5);
  }

  @Test
  void an_empty_500_is_success_and_the_answers_are_gone() throws Exception {
    server.says(READ, ONE_QUERY).says(WRITE, 500, "");
    agent.poll();
    agent.poll();
    assertThat(writes()).hasSize(1);
  }

  @Test
  void a_reply_that_is_no_json_keeps_the_answers() throws Exception {
    server.says(READ, ONE_QUERY).says(WRITE, 200, "<html>").says(WRITE, 200, "{}");
    agent.poll();
    assertThat(writes()).hasSize(2);
  }

  @Test
  void a_redirect_is_followed_with_the_body() throws Exception {
    server.says(READ, ONE_QUERY).redirects(WRITE, "/elsewhere");
    agent.poll();
    assertThat(server.heard("/elsewhere").getFirst().body().at("/statuses/q1").intValue()).isZero();
  }

  @Test
  void acceleration_polls_every_five_seconds_for_as_long_as_it_says() throws Exception {
    server.says(READ, "{\"queries\":{},\"accelerate\":8}");
    agent.poll();
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waits.add(agent.untilNextPoll());
      clock.pause(agent.untilNextPoll());
      agent.poll();
    }
    assertThat(waits)
        .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(60));
  }

  @Test
  void the_configuration_sets_the_interval_and_is_fetched_again_when_due() throws Exception {
    server.says("/config", "{\"options\":{\"distributed_interval\":\"20\"}}");
    agent.poll();
    assertThat(agent.untilNextPoll()).isEqualTo(Duration.ofSeconds(20));
    agent.poll();
    assertThat(server.heard("/config")).hasSize(1);
    clock.pause(Duration.ofMinutes(5));
    agent.poll();
    assertThat(server.heard("/config")).hasSize(2);
  }

  @Test
  void a_killed_worker_loses_the_batch_and_the_sql_is_denied_for_a_day() throws Exception {
    String deadly = "{\"queries\":{\"a\":\"SELECT 1\",\"b\":\"deadly\",\"c\":\"SELECT 3\"}}";
    server.says(READ, deadly).says(READ, "{\"queries\":{\"d\":\"deadly\"}}");
    agent.poll();
    assertThat(names(writes().getFirst().get("queries"))).containsExactly("c");
    agent.poll();
    assertThat(writes().get(1).at("/statuses/d").intValue()).isEqualTo(1);
    assertThat(writes().get(1).at("/messages/d").textValue())
        .isEqualTo("distributed query is denylisted");
    clock.pause(Duration.ofDays(1));
    server.says(READ, "{\"queries\":{\"e\":\"deadly\"}}");
    agent.poll();
    assertThat(writes()).hasSize(2);
    assertThat(agent.counts().killed()).isEqualTo(2);
  }

  @Test
  void an_offline_host_keeps_its_answers() throws Exception {
    server.says(READ, ONE_QUERY);
    network.losesReply =
        () -> {
          network.online = false;
          return true;
        };
    agent.poll();
    assertThat(writes()).hasSize(1);
    network.losesReply = () -> false;
    network.online = true;
    agent.poll();
    assertThat(names(writes().getLast().get("queries"))).containsExactly("q1");
    assertThat(agent.counts().answersAccepted()).isEqualTo(1);
  }

  @Test
  void a_duplicate_is_sent_after_an_answer_was_accepted() throws Exception {
    network.duplicates = true;
    server.says(READ, ONE_QUERY);
    agent.poll();
    assertThat(writes()).hasSize(2);
    assertThat(agent.counts().answersAccepted()).isEqualTo(1);
    assertThat(agent.counts().duplicatesSent()).isEqualTo(1);
  }

  @Test
  void a_refused_enrolment_is_tried_twelve_times_with_growing_waits() throws Exception {
    IntStream.range(0, 12)
        .forEach(i -> server.says("/enroll", "{\"node_invalid\":true,\"error\":\"no\"}"));
    agent.poll();
    assertThat(server.heard("/enroll")).hasSize(13);
    assertThat(clock.pauses.subList(0, 4))
        .extracting(Duration::toSeconds)
        .containsExactly(1L, 4L, 9L, 16L);
  }
}
