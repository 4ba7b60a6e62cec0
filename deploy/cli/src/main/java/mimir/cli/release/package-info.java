/**
 * Signed osquery releases, from the CI job that uploads one to the admin who rolls it out.
 *
 * <p>A binary is hashed before anything is sent, and sent from the disk piece by piece. A change is
 * never sent twice: when the connection breaks, the list tells whether it arrived.
 */
package mimir.cli.release;
