package mimir.dispatch.osquery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import mimir.dispatch.osquery.AgentConnections.Contact;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a connection without a request has had time enough; those in one need a listener. */
class AgentConnectionsTest {
  private static final ListenerSettings SETTINGS = ListenerSettings.plain();

  @ParameterizedTest
  @CsvSource({"20, false", "21, true"})
  void the_first_request_comes_soon(int seconds, boolean overdue) {
    var contact = new Contact(0);

    assertThat(contact.overdue(SETTINGS, Duration.ofSeconds(seconds).toNanos())).isEqualTo(overdue);
  }

  @ParameterizedTest
  @CsvSource({"139, false", "140, false", "141, true"})
  void the_next_one_within_the_idle_time_and_that_of_a_request(int seconds, boolean overdue) {
    var contact = new Contact(0);
    contact.began(null, 0);
    contact.ended(0);

    assertThat(contact.overdue(SETTINGS, Duration.ofSeconds(seconds).toNanos())).isEqualTo(overdue);
  }
}
