package mimir.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import mimir.gateway.routing.Route.Here;
import mimir.gateway.routing.Route.Nowhere;
import mimir.gateway.routing.Route.There;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

  @ParameterizedTest
  @CsvSource({
    "FLAG, /api/v1/feature-flags",
    "FLAG, /api/v1/feature-flags/offline_campaigns_enabled/history",
    "CAMPAIGN, /api/v1/campaigns",
    "CAMPAIGN, /api/v1/campaigns/",
    "CAMPAIGN, /api/v1/campaigns/1",
    "CAMPAIGN, /api/v1/campaigns/1/pending-hosts",
    "CAMPAIGN, /api/v1/campaigns/1/iocs",
    "CAMPAIGN, /api/v1/campaigns/1/audit",
    "CAMPAIGN, /api/v1/campaigns/1/stream",
    "CAMPAIGN, /api/v1/campaigns/1/stop",
    "CAMPAIGN, /api/v1/campaigns/1/archive",
    "CAMPAIGN, /api/v1/campaigns/responses",
    "INGEST, /api/v1/campaigns/1/responses",
    "INGEST, /api/v1/campaigns/1/matches",
    "INGEST, /api/v1/campaigns/1/errors",
    "INGEST, /api/v1/campaigns/1/errors/export",
    "INGEST, /api/v1/campaigns/1/rows",
    "INGEST, /api/v1/campaigns/1/rows/",
    "INGEST, /api/v1/campaigns/1/columns",
    "INGEST, /api/v1/campaigns/1/export",
    "INGEST, /api/v1/campaigns/1/stack",
    "CAMPAIGN, /api/v1/hunts",
    "CAMPAIGN, /api/v1/hunts/quick",
    "CAMPAIGN, /api/v1/hunts/1",
    "CAMPAIGN, /api/v1/hunts/1/cancel",
    "INGEST, /api/v1/hunts/1/results",
    "INGEST, /api/v1/hunts/1/stream",
    "CAMPAIGN, /api/v1/queries",
    "INGEST, /api/v1/queries/1/stream",
    "INGEST, /api/v1/queries/1/rows",
    "INGEST, /api/v1/queries/1/export",
    "CAMPAIGN, /api/v1/indicators/detect",
    "CAMPAIGN, /api/v1/saved-queries/1",
    "CAMPAIGN, /api/v1/sql/check",
    "CAMPAIGN, /api/v1/targets/preview",
    "CAMPAIGN, /api/v1/osquery-schema",
    "CAMPAIGN, /api/v1/audit",
    "INGEST, /api/v1/alerts/1",
    "INGEST, /api/v1/alerts/stream",
    "INGEST, /api/v1/alerts/1/acknowledge",
    "DISPATCH, /api/v1/hosts/1/decommission",
    "DISPATCH, /api/v1/enrollment/flagfile",
    "DISPATCH, /api/v1/enrollment/ca.pem",
    "DISPATCH, /api/v1/enrollment-secrets",
    "RELEASE, /api/v1/osquery-releases/1/rollout",
  })
  void a_resource_is_routed_to_the_service_that_owns_it(Upstream owner, String path) {
    assertThat(Routes.of(path)).isEqualTo(new There(owner, Routes.BODY_BYTES_MAX));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/osquery/enroll",
        "/api/v1/osquery/distributed/read",
        "/api/v1/osquery/binary/linux/amd64/5.12.1/osqueryd",
        "/api/v1/agent/enroll",
        "/api/v1/agent/write",
        "/api/osquery/enroll",
        "/q",
        "/q/health",
        "/q/metrics",
        "/q/openapi",
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/api/v2/campaigns",
        "/api/V1/campaigns",
        "/api/v1/Campaigns",
        "/api/v1/campaigns.",
        "/api/v1/campaignsx",
        "/api/v1/no-such-thing",
      })
  void agents_paths_and_unknown_ones_lead_nowhere(String path) {
    assertThat(Routes.of(path)).isEqualTo(new Nowhere());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api/v1/session",
        "/api/v1/users",
        "/api/v1/users/alice@example.com",
        "/.well-known/jwks.json",
        "/welcome.css",
      })
  void sessions_users_keys_and_pages_are_the_gateways_own(String path) {
    assertThat(Routes.of(path)).isEqualTo(new Here());
  }
}
