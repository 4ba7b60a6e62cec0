/**
 * The way of every request: one address form, one table of routes, one place that lets through.
 *
 * <pre>
 *   FrontDoor: plain address? ── no ──> 400
 *        │ Routes: whose is it? ── nobody's ──> 404
 *        │ cookie ──> session (memory, else SQL off the event loop); change without CSRF token ──> 403
 *        │ or API key ──> its person, likewise
 *        ├─ Here ──> the gateway's own resources, authorised by their annotations
 *        └─ There ──> no session: 401 ──> Relay ──> the service that owns the resource
 * </pre>
 *
 * <p>An address has one spelling: whatever a second reader might read otherwise ({@code ;x}, {@code
 * %2F}, {@code //}, {@code ..}) is refused, so what was decided on is, byte for byte, what the
 * service receives. Of the request's headers a service receives those on a short list and the token
 * that the gateway made; it sees no cookie, no forwarded identity, no address of ours. Bodies and
 * streams pass through unbuffered, with the reader's pace.
 *
 * <p>A service that is down costs 502, and nothing else waits for it.
 */
package mimir.gateway.routing;
