/**
 * The merged OpenAPI document. Each service's own is committed in {@code contracts/openapi}, and a
 * test of that service fails when it is another; so the gateway need ask nobody, and the document
 * is there while a service is not. In it stands what the table of routes lets through: no agents'
 * path, nothing of {@code /q}. The console's types are generated from a copy, {@code
 * console/openapi.json}.
 */
package mimir.gateway.openapi;
