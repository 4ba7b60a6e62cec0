/**
 * The binaries of releases, each under its SHA-256 (security rule 7): no name that a person or an
 * agent sends is ever part of a path.
 *
 * <p>An upload is streamed to {@code incoming/}, hashed on the way, forced to the disk and renamed.
 * What a crash leaves in {@code incoming/} is removed when it is old, and so is a binary that no
 * release names. dispatch-service reads the same directory, and hashes again what it serves.
 */
package mimir.release.binaries;
