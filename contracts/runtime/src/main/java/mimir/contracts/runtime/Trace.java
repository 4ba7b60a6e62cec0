package mimir.contracts.runtime;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The trace of a campaign, from the launch over Kafka to the last answer: W3C {@code traceparent}
 * text in rows and message headers, a span while somebody works on it.
 */
public final class Trace {
  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
  private static final TextMapGetter<Map<String, String>> FROM_MAP =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
          return List.copyOf(carrier.keySet());
        }

        @Override
        public String get(Map<String, String> carrier, String key) {
          return carrier == null ? null : carrier.get(key);
        }
      };

  /** The {@code traceparent} of the work in hand, or null outside of any trace. */
  public static String current() {
    var carrier = new HashMap<String, String>();
    W3C.inject(Context.current(), carrier, Map::put);
    return carrier.get("traceparent");
  }

  /** Runs the work in a span of its own that continues the trace (or begins one, when null). */
  public static void resume(String traceparent, String spanName, Runnable work) {
    Context parent =
        traceparent == null
            ? Context.current()
            : W3C.extract(Context.root(), Map.of("traceparent", traceparent), FROM_MAP);
    Span span =
        GlobalOpenTelemetry.getTracer("mimir")
            .spanBuilder(spanName)
            .setParent(parent)
            .setSpanKind(SpanKind.CONSUMER)
            .startSpan();
    try (Scope _ = span.makeCurrent()) {
      work.run();
    } finally {
      span.end();
    }
  }

  private Trace() {}
}
