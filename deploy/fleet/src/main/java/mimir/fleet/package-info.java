/**
 * Agents for a server that speaks osquery's TLS remote API: a fleet of simulated hosts in one
 * process, and a reference agent for the machine it runs on. Both behave on the wire as osquery
 * 5.23 does, faults and all, because a server that loses nothing must be tested by an agent that
 * forgives nothing.
 *
 * <pre>
 *   enrol ──▶ config ──▶ ┌─▶ read ──▶ run one by one ──▶ write all ──▶ wait ─┐
 *     ▲                  └─────────────────────────────────────────────◀────┘
 *     └── node_invalid: the key is dropped, the same answers go out under the next one
 *
 *   wait    distributed_interval (60 s) · 5 s while accelerated · at once when back online
 *   reply   empty → taken · JSON → taken · "error" or not JSON → 3 attempts, 1 s and 4 s apart,
 *           then kept and posted again in every round · HTTP status → not looked at
 *   break   the request goes out once more without a word; one that ran out of its 16 s does not
 *   killed  answers finished in that batch are lost; the SQL text is refused for a day
 * </pre>
 *
 * <p>{@code wire} is the protocol and knows no tables' content; {@code tables} answers SQL with
 * SQLite over rows somebody gives it; {@code content} makes up those rows from a seed; {@code
 * machine} reads them from the real system. This package puts them together.
 *
 * <p><b>Restart.</b> Hosts follow from the seed and node keys from the state directory, so that a
 * restarted fleet is the same hosts. Answers not yet accepted and the deny-list live in memory and
 * go with the process, as osquery's answers go with its worker.
 *
 * <p><b>Storms.</b> A share of the hosts, which follows from the seed, loses its network at one
 * moment and has it back at another, by schedule or when told. A laptop that is off meanwhile stays
 * off.
 *
 * <p><b>Open files.</b> Each connection is one. Hosts that are more than the process may open share
 * {@code ConnectionSlots}: the connection that became idle last is closed, and its host makes
 * another when it polls again. Waiting for a place is no part of a request's time.
 *
 * <p><b>Memory.</b> A database exists for one question of one host. How many exist at once is
 * bounded for the fleet; hosts beyond the bound wait their turn, and their reads do not.
 *
 * <p><b>Clocks.</b> A host's clock may be wrong on purpose; it rules the host's tables and {@code
 * reported_at}, while waiting is measured by the machine's.
 */
package mimir.fleet;
