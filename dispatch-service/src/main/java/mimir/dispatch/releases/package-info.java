/**
 * Which osquery a host is told to install (O-6, O-7), and the binary itself (O-10).
 *
 * <p>Decided from the topic {@code releases} alone, which every replica reads to its end before it
 * is ready: no other service is asked. What is offered was approved, is rolled out, has a signature
 * that verifies, and a binary in the store that hashes to what was signed (INV-17); so is what is
 * served. A binary is hashed when it is first wanted, and again whenever its file is another.
 */
package mimir.dispatch.releases;
