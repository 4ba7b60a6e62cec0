/**
 * Journeys: what a person does with the running system, over its front doors, against what {@code
 * deploy/local/up} starts. Hosts are simulated and speak osquery's wire over TLS.
 */
package mimir.journey;
