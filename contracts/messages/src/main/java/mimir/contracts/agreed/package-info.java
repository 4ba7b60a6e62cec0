/** Answers that two sides must compute alike: services, agents and whoever signs. */
package mimir.contracts.agreed;
