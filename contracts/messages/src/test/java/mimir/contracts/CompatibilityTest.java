package mimir.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Released messages can still be read, and released readers can read today's. */
class CompatibilityTest {

  @Test
  void no_released_message_is_broken() throws IOException {
    var released = new TreeMap<String, JsonNode>();
    SchemasTest.committed(Checkout.RELEASED)
        .forEach((ceType, text) -> released.put(ceType, Golden.tree(text.getBytes(UTF_8))));

    assertThat(released).isNotEmpty();
    assertThat(Compatibility.breaks(released, Schemas.all()))
        .as("a released message is never changed: make a .v2 beside it and an upcaster")
        .isEmpty();
  }
}
