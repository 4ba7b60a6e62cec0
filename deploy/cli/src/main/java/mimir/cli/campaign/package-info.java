/**
 * Campaigns from a shell: launched once whatever the network does, followed to their end, and
 * exported whole or not at all.
 *
 * <p><b>Launch.</b> It carries an idempotency key, so it may be sent again after a broken
 * connection; given by its caller, the key also covers a job that is started again.
 *
 * <p><b>Follow.</b> Streams end every few minutes by design, and are taken up at the last event. It
 * ends when no host is pending: everything that will ever be answered is there to be exported.
 */
package mimir.cli.campaign;
