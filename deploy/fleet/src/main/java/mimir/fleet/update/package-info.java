/**
 * How an agent keeps its osquery up to date (O-9): it asks every four hours and a bit, waits up to
 * a day so that a fleet does not download at once, and asks again before it begins.
 *
 * <pre>
 *   ask ──▶ offer? ──▶ check ──▶ stagger ──▶ ask again ──▶ download ──▶ hash ──▶ install ──▶ report
 *            │ none      │ refused                            │ breaks    │ other    │ does not run
 *            ▼           ▼                                    ▼           ▼          ▼
 *           wait       report failed                       resume      report     old one back,
 *                                                         with Range   failed     report failed
 *
 *   check   os and arch are this host's · signed with a trusted key · signed within a year and not
 *           ahead of this host's clock
 *   install the new file says the version that was offered · hard link to the old one · rename over
 *           it · restart · it still runs a while later
 * </pre>
 *
 * <p>Nothing is believed of the server: what it offers must be signed by a key that the agent was
 * given when it was installed, and the downloaded bytes must hash to what was signed. An agent that
 * was given no key is never updated.
 *
 * <p>An agent that dies in the middle finds a note of it at its next start, looks whether the new
 * osquery runs, and else puts the old one back. What failed is tried again after a day.
 */
package mimir.fleet.update;
