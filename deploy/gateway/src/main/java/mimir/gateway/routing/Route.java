package mimir.gateway.routing;

/** Whose an address is. */
sealed interface Route {

  /** The gateway's own: session, users, keys, and the pages. */
  record Here() implements Route {}

  /**
   * A service's.
   *
   * @param bodyBytesMax most bytes of a request's body
   */
  record There(Upstream upstream, long bodyBytesMax) implements Route {}

  /** Nobody's, or nothing for operators. */
  record Nowhere() implements Route {}
}
