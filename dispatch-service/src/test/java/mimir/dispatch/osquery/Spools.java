package mimir.dispatch.osquery;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.Map;
import mimir.dispatch.Limits;

/** Spools and bodies without a service around them. */
final class Spools {
  static Spool of(Map<String, String> environment) {
    return new Spool(Limits.of(environment), new SimpleMeterRegistry());
  }

  static SpooledBody body(byte[] bytes) throws IOException {
    var body = of(Map.of()).body(false);
    body.append(bytes, bytes.length);
    return body;
  }

  private Spools() {}
}
