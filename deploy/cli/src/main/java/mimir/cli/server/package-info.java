/**
 * Calls of the operators' API.
 *
 * <p><b>Secrets.</b> They come from the environment or from a file that its owner alone can read,
 * never from the command line, where every process sees them. They go to the server that they were
 * given for, over TLS or within this machine; they are in no message and no {@code toString}.
 *
 * <p><b>Session.</b> An account signs in before the first call, and the cookie and the CSRF token
 * are kept in memory. It signs out at the end: after a failure and after an interrupt too. Only a
 * process that is killed leaves a session, which ends by itself when it is idle.
 *
 * <p><b>Time.</b> There is a bound for connecting, for an answer to begin, and for each pause in
 * it. A request whose repetition does no harm is sent up to three times: reads, and launches, which
 * carry an idempotency key.
 */
package mimir.cli.server;
