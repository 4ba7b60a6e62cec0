/**
 * API keys: a person's permissions for a script (P-7).
 *
 * <pre>
 *   POST /api-keys (a session, never a key) ──> shown once, stored as its SHA-256
 *   Authorization: Bearer mimir_… ──> key (memory, else SQL) ──> its person as they are now, unless disabled
 *   DELETE /api-keys/{id} ──> nobody's, at once here, within 15 s in other replicas; so for all keys of
 *        an account that is disabled, gets a new password or has lost its role at the provider
 * </pre>
 *
 * <p>A key has what its person has at that moment: a role that is taken away is taken away from the
 * key too, at the provider as soon as the person comes from there without it. What a key does is
 * recorded with the person's name and the key's. A request with a key needs no CSRF token: no page
 * of another site can send one. Of accounts, keys and sessions it only reads: whoever finds a key
 * must not be able to stay when it is deleted.
 */
package mimir.gateway.keys;
