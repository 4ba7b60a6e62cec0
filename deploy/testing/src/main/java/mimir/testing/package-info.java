/**
 * What the tests of the services run against: a real PostgreSQL, a real Kafka, and signed tokens.
 *
 * <p>Each is started when it is first asked for, once in a JVM, and ends with it. By default they
 * are processes from Maven artifacts, as in the local stack; {@code -Dinfra=containers} takes
 * containers instead, where a container engine is at hand. Tests share the servers and nothing in
 * them: every test class asks for a database and a topic prefix of its own.
 *
 * <p>Quarkus loads test classes in class loaders of its own, so "once in a JVM" cannot rest on
 * static fields: what is shared is kept in system properties.
 */
package mimir.testing;
