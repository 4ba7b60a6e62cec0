/** Benchmarks; each prints its figures. Those with a goal end with exit code 1 below it. */
package mimir.bench;
