/**
 * Sessions: from a name and a password to a cookie, and from the cookie back to a person.
 *
 * <pre>
 *   POST /session ── 5 failures a minute per (name, address) ──> 429
 *        │  wrong, unknown or disabled, after the same work  ──> 401
 *        └─> open ──> DELETE /session, or an admin changed the password or disabled the account
 *                 ──> idle too long, or its lifetime over
 * </pre>
 *
 * <p>The cookie is 256 random bits; the table holds their SHA-256. The CSRF token is an HMAC keyed
 * with the cookie, so it need not be stored and says nothing about the cookie.
 *
 * <p>A session that was found is remembered for 15 s together with a fresh token for the services,
 * so a relayed call costs neither SQL nor a signature. In the replica that changed something the
 * memory is dropped at the commit; the others see it within those 15 s. A crash forgets only
 * memory. Failure counts are each replica's own: N replicas allow N times five.
 */
package mimir.gateway.sessions;
