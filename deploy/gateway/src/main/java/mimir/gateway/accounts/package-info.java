/**
 * Accounts: who may sign in, in which role; with a password, or through an identity provider.
 *
 * <p>Each account is a stream ({@code user:<username>}: {@code UserCreated}, then {@code
 * UserChanged}) and a row of {@code account}, written in one transaction. The row is what sign-in
 * reads; it alone holds the password's hash. Two changes of one account wait for each other at the
 * stream's lock; two changes that would each take away an admin wait for each other at the locked
 * rows of all admins, so that at least one enabled admin with a password is always left.
 *
 * <p>Whoever must know of a change (the sessions) observes {@code UserChanged}, which is fired in
 * its transaction. Of a person whom a provider knows, it says role and capabilities, at each
 * sign-in; {@code AccessWithdrawn} is fired when it says none.
 */
package mimir.gateway.accounts;
