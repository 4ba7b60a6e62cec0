/**
 * The read side: how far a campaign has come.
 *
 * <p>Two topics are folded in: {@code responses} (what became of answers) and {@code
 * assignment-ends} (what ended without one). They come in any order and more than once. An
 * assignment's end has a rank, discarded over responded over errored over cancelled, and only a
 * higher rank changes it; so every order of arrival ends the same, and a replay changes nothing.
 * The counters move by the difference that each change makes, in one statement with it; pending is
 * what is left of the assigned, so the numbers balance at every moment (INV-1).
 */
package mimir.campaign.coverage;
