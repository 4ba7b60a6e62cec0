package mimir.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.concurrent.TimeUnit;
import mimir.gateway.Browser;
import mimir.gateway.EchoServices;
import mimir.testing.ServiceInfra;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@QuarkusTestResource(EchoServices.class)
class StreamWatchTest {

  @Test
  void a_stream_is_cut_when_its_account_is_disabled_and_not_before() throws Exception {
    var admin = Browser.admin();
    admin.call(
        "POST",
        "/api/v1/users",
        "{\"username\":\"reader\",\"password\":\"reader has a long one\",\"role\":\"operator\"}");
    EchoServices.STREAM_ENDED.drainPermits();

    try (var events =
        Browser.signedIn("reader", "reader has a long one").open("/api/v1/alerts/stream").body()) {
      assertThat(events.read()).isPositive();
      admin.call("PATCH", "/api/v1/users/reader", "{\"role\":\"admin\"}");
      assertThat(EchoServices.STREAM_ENDED.tryAcquire(1, TimeUnit.SECONDS)).isFalse();

      admin.call("PATCH", "/api/v1/users/reader", "{\"disabled\":true}");

      // Far less than the half minute after which each stream is looked at.
      assertThat(EchoServices.STREAM_ENDED.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
