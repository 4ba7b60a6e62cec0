package mimir.contracts.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String TRACEPARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  private final AtomicReference<String> inside = new AtomicReference<>();

  @Test
  void outside_of_any_trace_there_is_no_traceparent() {
    assertThat(Trace.current()).isNull();
  }

  @Test
  void work_goes_on_in_the_trace_that_it_came_from() {
    Trace.resume(TRACEPARENT, "work", () -> inside.set(Trace.current()));

    assertThat(inside.get()).startsWith("00-" + TRACE + "-");
    assertThat(Trace.current()).isNull();
  }

  @Test
  void work_inside_of_work_stays_in_the_trace() {
    Trace.resume(
        TRACEPARENT,
        "outer",
        () -> Trace.resume(Trace.current(), "inner", () -> inside.set(Trace.current())));

    assertThat(inside.get()).startsWith("00-" + TRACE + "-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void a_traceparent_that_is_none_harms_no_work(String traceparent) {
    Trace.resume(traceparent, "work", () -> inside.set("done"));

    assertThat(inside).hasValue("done");
  }

  @Test
  void a_failure_comes_out_and_ends_the_span() {
    Runnable failing =
        () -> {
          throw new IllegalStateException("no");
        };

    assertThatThrownBy(() -> Trace.resume(TRACEPARENT, "work", failing))
        .isInstanceOf(IllegalStateException.class);

    assertThat(Trace.current()).isNull();
  }
}
