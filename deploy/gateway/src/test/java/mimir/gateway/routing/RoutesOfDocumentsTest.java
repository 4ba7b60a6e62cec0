package mimir.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mimir.gateway.routing.Route.Nowhere;
import mimir.gateway.routing.Route.There;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a service says it answers reaches that service, and no other. */
class RoutesOfDocumentsTest {

  @ParameterizedTest
  @CsvSource({
    "campaign-service, CAMPAIGN",
    "dispatch-service, DISPATCH",
    "flag-service, FLAG",
    "ingest-service, INGEST",
    "osquery-release-service, RELEASE",
    "gateway,"
  })
  void a_path_of_a_document_leads_to_its_service(String service, Upstream owner)
      throws IOException {
    List<String> astray = new ArrayList<>();
    for (String path : paths(service)) {
      Route route = Routes.of(path.replaceAll("\\{[^}]+}", "1"));
      Upstream led = route instanceof There there ? there.upstream() : null;
      if (led != owner || route instanceof Nowhere) {
        astray.add(path + " leads to " + route);
      }
    }

    assertThat(astray).isEmpty();
  }

  private static List<String> paths(String service) throws IOException {
    try (var document =
        RoutesOfDocumentsTest.class.getResourceAsStream("/openapi/" + service + ".json")) {
      var paths = new ArrayList<String>();
      new ObjectMapper().readTree(document).get("paths").fieldNames().forEachRemaining(paths::add);
      assertThat(paths).isNotEmpty();
      return paths;
    }
  }
}
