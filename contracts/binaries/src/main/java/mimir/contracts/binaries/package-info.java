/**
 * Where osquery binaries lie, each under its SHA-256: a directory, or a bucket of any object
 * storage that speaks S3 (O-3).
 *
 * <p>osquery-release-service puts and removes; dispatch-service takes copies. Neither believes what
 * it is given: a binary is hashed by whoever hands it on.
 *
 * <p><b>Crash.</b> What is put is found whole or not at all: a directory renames, a bucket shows an
 * object when its last byte has come, and compares its SHA-256 with the one that was sent along.
 */
package mimir.contracts.binaries;
