/**
 * How many launches may be within their live window at once (L-4).
 *
 * <pre>
 *   launch ──takes──> slot, held until the live window ends ──stop, archive, cancel──> free
 * </pre>
 *
 * <p>A slot frees itself by the clock: nothing has to run at the end of the window. A launch first
 * looks without a lock, so that most refusals cost nothing, and counts again under the scope's row
 * lock at the very end of its transaction. Of launches that race for the last slot the lock lets
 * one through at a time; it is held for milliseconds, however large the assigned set is.
 */
package mimir.campaign.slots;
