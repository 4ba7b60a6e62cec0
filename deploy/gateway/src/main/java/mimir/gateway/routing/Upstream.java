package mimir.gateway.routing;

/** The five services behind the gateway. */
enum Upstream {
  FLAG,
  CAMPAIGN,
  DISPATCH,
  INGEST,
  RELEASE
}
