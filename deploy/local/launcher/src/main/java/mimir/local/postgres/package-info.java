/**
 * PostgreSQL as a supervised child process, from the binaries that Maven fetches.
 *
 * <p>The server binaries are unpacked once per user. A cluster is made in a folder beside its final
 * place and renamed, so a killed {@code initdb} leaves nothing half made. The server listens on
 * loopback only, asks every client for a password, and is as durable as a production server unless
 * asked otherwise. After a crash the next start recovers; it also finds and ends a server that an
 * earlier launcher may have left behind in the same folder.
 */
package mimir.local.postgres;
