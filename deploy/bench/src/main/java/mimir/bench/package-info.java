/** Benchmarks against the running system; each prints its figures and asserts nothing. */
package mimir.bench;
