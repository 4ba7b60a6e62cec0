/**
 * The catalogue of osquery releases: one stream a release, and the table that admins read.
 *
 * <p>The service has its event log and its list; registering, approving and rolling out are not
 * built yet.
 */
package mimir.release.catalogue;
