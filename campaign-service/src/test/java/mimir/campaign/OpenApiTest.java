package mimir.campaign;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import mimir.testing.OpenApiFile;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OpenApiTest {
  @TestHTTPResource(value = "/openapi?format=json", management = true)
  URI document;

  @Test
  void the_committed_document_is_what_the_service_says() throws Exception {
    OpenApiFile.check("campaign-service", document);
  }
}
