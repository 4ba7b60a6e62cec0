/**
 * The ledger: one row for each (campaign, query, host).
 *
 * <pre>
 *   pending ──claim──> leased ──answer──> responded | errored
 *      ^                 │ │
 *      └──lease expired──┘ └──stop without discard──> draining ──answer──> responded | errored
 *      pending | leased(discard) | draining(lease expired) ──stop──> cancelled
 * </pre>
 *
 * <ul>
 *   <li>Work is claimable when both the assignment and its campaign are known and the campaign is
 *       active; so the order in which chunks, launch and stop arrive does not matter.
 *   <li>There is no reaper: an expired lease is claimable in place, when its host polls. Only what
 *       ran out of attempts is looked for ({@link mimir.dispatch.assignments.ExhaustSweep}),
 *       because its host may never poll again.
 *   <li>{@link mimir.dispatch.assignments.ClaimableHosts} answers idle polls from memory. It may
 *       say yes wrongly; a claim then finds nothing. It says no wrongly only until the announcement
 *       on the topic dispatch-work arrives, which is sent after the commit and again on a
 *       redelivery, for at most a thousand hosts in one message. Who has answered is looked up
 *       before it polls again, all of a second in one look ({@link
 *       mimir.dispatch.assignments.AnsweredHosts}).
 *   <li>A host that is decommissioned loses its open work with it ({@link
 *       mimir.dispatch.assignments.HostWork}); a chunk that names it later is cancelled as it
 *       comes.
 *   <li>A stop fences at once (every claim joins the campaign's status); the rows follow in batches
 *       by {@link mimir.dispatch.assignments.StopSweep}, which goes on after a crash.
 *   <li>A claim changes no index (docs/adr/0014): every statement about open work says {@code
 *       ended_at IS NULL}, and nothing else, where it wants one.
 *   <li>Statements that many hosts need at once are shared ({@link
 *       mimir.dispatch.assignments.Together}) and keep their plans; {@link
 *       mimir.dispatch.assignments.LedgerStatistics} has them made anew when a launch has filled
 *       the ledger.
 * </ul>
 */
package mimir.dispatch.assignments;
