/**
 * Projections can be dropped and made again: the same rows after as before.
 *
 * <p><b>Projections</b> follow from this service's own streams in the table {@code event}: {@code
 * campaign}, {@code campaign_query}, and what other features bring as a {@link
 * mimir.campaign.rebuild.Projection}. {@code coverage} and {@code host_coverage} begin with a
 * launch and are then counted from facts; they are made again too.
 *
 * <p><b>Facts</b> stay: {@code assigned_host} (frozen by the launch), {@code ended_assignment},
 * {@code host} and {@code audit_entry} (from topics, some of which forget after 30 days: they could
 * not be read again), {@code chunk_progress} (how much was published), {@code inbox} and {@code
 * event} itself.
 *
 * <p>A rebuild is one transaction. Commands and folds wait for it, readers do not; what commits
 * after it builds on its rows, so nothing is lost. A crash half-way is a rollback. Memory is
 * bounded: a cursor reads the log, and a batch of events is written at a time.
 */
package mimir.campaign.rebuild;
