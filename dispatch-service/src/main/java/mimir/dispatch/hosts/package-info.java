/**
 * Hosts, their node keys, and the secrets that let a machine enroll.
 *
 * <p>A host is who {@code host_identifier} says: enrolling again is the same host with a new node
 * key, unless it was decommissioned. Node keys and secrets are 256 random bits; only their SHA-256
 * is stored. Which key is whose is in the memory of every replica and read from the database when
 * missing there; a key that is replaced is announced on the topic dispatch-work, and {@link
 * mimir.dispatch.hosts.ReplacedKeys} asks the database once a second for those of which no
 * announcement came: no replica takes the old one for longer than two seconds. A look into the
 * database that began before a key became void does not bring it back.
 *
 * <p>Whoever holds a live secret can enroll under the identifier of another machine and is then
 * that host (ADR 0013): the machine itself is told {@code node_invalid} at its next request and
 * enrolls again. Every enrollment is an event on host-actions, with the address, the secret and
 * whether the host was there before.
 *
 * <p>A key that the database does not know is not looked up again for a minute, and only so many
 * looks go on at once: strangers do not keep the database busy.
 *
 * <p>A host that is decommissioned stays in the table. Its key is void at once in the replica that
 * was asked, and elsewhere when dispatch-work tells of it, or a second later when {@link
 * mimir.dispatch.hosts.Decommissioned} asks the database; that also ends work which was written
 * down at the same moment.
 *
 * <p>Last contact is kept in memory, written down at most once a minute a host and published at
 * most every ten minutes. A host that is silent here for long may be connected to another replica;
 * so {@link mimir.dispatch.hosts.Reconnected} asks the database before it tells of a reconnect, of
 * so many hosts a second: of a whole fleet that comes back some are told of, and published, some
 * seconds later than they came. After a crash a host may look absent for a minute longer than it
 * was: it then counts as reconnected, which costs one look into the ledger.
 */
package mimir.dispatch.hosts;
