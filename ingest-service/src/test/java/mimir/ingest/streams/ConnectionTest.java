package mimir.ingest.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConnectionTest {
  private static final Instant OPENED = Instant.parse("2026-11-22T10:00:00Z");
  private static final Instant UNTIL = OPENED.plusSeconds(40);

  private final List<String> sent = new ArrayList<>();
  private boolean closed;
  private Instant now = OPENED;

  private static <T> T fake(Class<T> type, InvocationHandler does) {
    return type.cast(
        Proxy.newProxyInstance(ConnectionTest.class.getClassLoader(), new Class<?>[] {type}, does));
  }

  /** Notes what it is told, in its order. */
  private static OutboundSseEvent.Builder builder() {
    var told = new StringBuilder();
    return fake(
        OutboundSseEvent.Builder.class,
        (self, method, arguments) -> {
          if (method.getName().equals("build")) {
            return fake(OutboundSseEvent.class, (_, _, _) -> told.toString());
          }
          told.append(method.getName()).append('=').append(arguments[0]).append(';');
          return self;
        });
  }

  private Connection connection() {
    Sse sse = fake(Sse.class, (_, _, _) -> builder());
    SseEventSink sink =
        fake(
            SseEventSink.class,
            (_, method, arguments) -> {
              if (method.getName().equals("isClosed")) {
                return closed;
              }
              sent.add(arguments[0].toString());
              return CompletableFuture.completedFuture(null);
            });
    return new Connection(sse, sink, new ObjectMapper(), () -> now, "alerts", UNTIL);
  }

  @Test
  void an_event_has_its_name_its_id_and_json() throws InterruptedException {
    var connection = connection();

    connection.send("alert", "7", Map.of("a", 1));
    connection.send("alert", null, Map.of("a", 2));

    assertThat(sent)
        .containsExactly(
            "name=alert;mediaType=text/plain;id=7;data={\"a\":1};",
            "name=alert;mediaType=text/plain;data={\"a\":2};");
  }

  @Test
  void it_is_silent_for_no_longer_than_15_seconds() throws InterruptedException {
    var connection = connection();

    now = OPENED.plusSeconds(14);
    connection.keep();
    assertThat(sent).isEmpty();
    now = OPENED.plusSeconds(15);
    connection.keep();
    connection.keep();
    assertThat(sent).containsExactly("comment=still here;");
  }

  @Test
  void what_was_sent_counts_as_a_sign_of_life() throws InterruptedException {
    var connection = connection();

    now = OPENED.plusSeconds(10);
    connection.send("alert", null, Map.of());
    now = OPENED.plusSeconds(20);
    connection.keep();

    assertThat(sent).hasSize(1);
  }

  @Test
  void nothing_is_sent_with_a_token_that_is_over() {
    var connection = connection();
    now = UNTIL;

    assertThatThrownBy(() -> connection.send("alert", null, Map.of()))
        .isInstanceOf(Connection.TokenOver.class);
    assertThatThrownBy(connection::keep).isInstanceOf(Connection.TokenOver.class);
    assertThat(sent).isEmpty();
  }

  @Test
  void whoever_has_gone_is_noticed() {
    var connection = connection();
    closed = true;

    assertThatThrownBy(() -> connection.send("alert", null, Map.of()))
        .isInstanceOf(Connection.Gone.class);
  }
}
