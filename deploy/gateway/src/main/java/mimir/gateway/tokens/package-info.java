/**
 * What the services believe: a token of RS256, {@code iss=mimir-gateway}, {@code aud=mimir}, good
 * for 180 s, signed with the one RSA key whose public half is at {@code /.well-known/jwks.json}
 * (P-1).
 *
 * <p>Tokens stay between the gateway and the services: no person is ever handed one. RS256 and not
 * ES256, since a service verifies on every call what is signed here a few times a minute, and RSA
 * verifies ten times as fast. Replicas share the key by sharing its file; a reader that meets an
 * unknown {@code kid} fetches the keys again.
 */
package mimir.gateway.tokens;
