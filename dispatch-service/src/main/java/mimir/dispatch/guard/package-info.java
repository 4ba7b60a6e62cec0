/**
 * The guard before dispatch: the second and third of the three surfaces (G-4).
 *
 * <p>Hosts that are connected and hosts that come back get their work in the same place, their own
 * read; so both surfaces are one. What the guard refuses there ends as errored in the transaction
 * that claimed it, and nothing is sent. The verdict is that of {@code contracts/guard}, as at the
 * launch; a list that became stricter after the launch therefore stops what was launched before.
 */
package mimir.dispatch.guard;
