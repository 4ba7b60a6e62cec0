/**
 * Whether an osquery binary's manifest was signed with a key that is trusted (O-2, O-4, O-9).
 *
 * <p>Libraries disagree about edge cases of Ed25519 (keys of small order, points that are not
 * written canonically, S beyond the group's order), and whoever serves must never accept what
 * whoever installs would refuse, nor the other way round. So a key is only trusted when it is
 * canonical and of full order, a signature is exactly 64 bytes, and the JDK and Bouncy Castle must
 * both accept it.
 */
package mimir.contracts.signature;
