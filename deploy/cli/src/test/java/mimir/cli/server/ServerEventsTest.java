package mimir.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mimir.cli.server.ServerEvents.Event;
import org.junit.jupiter.api.Test;

class ServerEventsTest {

  private static ServerEvents of(String text) {
    return new ServerEvents(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Event> all(ServerEvents events) throws IOException {
    var all = new ArrayList<Event>();
    for (var next = events.next(); next.isPresent(); next = events.next()) {
      all.add(next.get());
    }
    return all;
  }

  @Test
  void events_are_told_with_the_last_id() throws IOException {
    var text =
        """
        retry: 1500
        : campaign

        event: status
        id: .s1
        data: {"status":
        data:"active"}

        event:coverage
        data:{"ü":1}

        """;

    for (String ends : List.of("\n", "\r\n", "\r")) {
      var events = of(text.replace("\n", ends));
      assertThat(all(events))
          .containsExactly(
              new Event("status", ".s1", "{\"status\":\n\"active\"}"),
              new Event("coverage", ".s1", "{\"ü\":1}"));
      assertThat(events.retry()).isEqualTo(Duration.ofMillis(1500));
    }
  }

  @Test
  void an_event_that_is_cut_short_is_none() throws IOException {
    assertThat(all(of("data: 1\n\ndata: 2\n"))).extracting(Event::data).containsExactly("1");
  }

  @Test
  void the_server_cannot_ask_for_a_storm_nor_for_ever() throws IOException {
    var storm = of("retry: 0\n\n");
    var ever = of("retry: 999999999\n\n");
    var nonsense = of("retry: soon\n\n");
    storm.next();
    ever.next();
    nonsense.next();

    assertThat(storm.retry()).isEqualTo(Duration.ofMillis(200));
    assertThat(ever.retry()).isEqualTo(Duration.ofSeconds(30));
    assertThat(nonsense.retry()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void a_line_without_an_end_is_given_up() {
    assertThatThrownBy(() -> of("data: " + "x".repeat(2_000_000)).next())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("too long");
  }
}
