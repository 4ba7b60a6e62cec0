/**
 * Mimir's own processes in the local stack: the services, the gateway and the simulated fleet.
 *
 * <p>{@link mimir.local.service.ServiceDefinition#ALL} is the one table of them. A service gets
 * everything it needs to know through environment variables, as it would in production.
 */
package mimir.local.service;
