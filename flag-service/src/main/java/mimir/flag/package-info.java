/**
 * Feature flags: one stream a flag, {@code off → on → off …}.
 *
 * <p>A flip is an event in the flag's stream and a row of the read table, in one transaction. The
 * other services follow the compacted topic {@code flags} from its beginning, so a flag is known to
 * them without asking this service, and the last known value holds while this service is down
 * (F-3). Setting a flag to the value that it has writes nothing (F-4). Two flips at once decide one
 * after the other under the stream's lock.
 */
package mimir.flag;
