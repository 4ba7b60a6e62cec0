/**
 * Single sign-on: the authorization code flow of OpenID Connect, at one address.
 *
 * <pre>
 *   GET /api/v1/session/oidc ──> 302 to the provider (state, nonce, PKCE; a cookie of this path)
 *        ^                                │
 *        └── ?code&amp;state ──────────────┘
 *        code for an ID token ──> issuer, signature, audience, nonce ──> roles ──> account
 *        ──> 303 / with a session's cookie, or 303 /?sign_in_problem=...
 * </pre>
 *
 * <p>The flow and the ID token are the library's (Quarkus OIDC); it is asked at this address only,
 * so that a token of the provider opens nothing else. Its tokens are read once and kept nowhere:
 * what follows is a session like any other, which ends by the same rules. Who comes back without a
 * role has no session and no key any more; who does not come back keeps them until they end, or an
 * admin disables the account.
 *
 * <p>Any replica can finish what another began: the state is in the cookie, under a key that is
 * derived from the client's secret.
 */
package mimir.gateway.oidc;
