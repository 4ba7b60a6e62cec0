/**
 * The catalogue of osquery releases: one stream a release, and the table that admins read.
 *
 * <p>{@code (nothing) → Pending → Approved → Deleted}; a pending one may be deleted too. Approved
 * again, a release is the newest of its platform again, which is how a fleet is rolled back. A
 * release is offered while it is approved and its rollout is above 0; who gets it is decided in
 * dispatch-service from the topic, and a host that has it keeps it.
 *
 * <p>Whatever is changed is decided under the stream's lock: of a delete and a rollout that race
 * one finds what the other has made. The signature is verified when a release is registered, when
 * it is approved, and by whoever serves it.
 */
package mimir.release.catalogue;
