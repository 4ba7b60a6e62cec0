/**
 * Rows against the frozen indicators of the launch that they answer.
 *
 * <p>What was frozen is kept as text beside its hash and read into hash tables once; a row is
 * looked up by what its query's type says to look at, so the number of indicators does not matter.
 * A snapshot that cannot be read matches nothing, its answers are stored all the same, and that is
 * told once (M-5).
 *
 * <p>Nothing here changes what is stored: who asks for matches writes them ({@link
 * mimir.ingest.alerts}).
 */
package mimir.ingest.matching;
