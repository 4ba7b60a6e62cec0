package mimir.gateway.openapi;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import mimir.testing.OpenApiFile;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ConsoleDocumentTest {
  @TestHTTPResource("/api/v1/openapi.json")
  URI document;

  @Test
  void the_console_is_generated_from_what_the_gateway_tells() throws Exception {
    OpenApiFile.checkMerged(document);
  }
}
