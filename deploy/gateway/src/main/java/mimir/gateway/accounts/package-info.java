/**
 * Local accounts: who may sign in, in which role.
 *
 * <p>Each account is a stream ({@code user:<username>}: {@code UserCreated}, then {@code
 * UserChanged}) and a row of {@code account}, written in one transaction. The row is what sign-in
 * reads; it alone holds the password's hash. Two changes of one account wait for each other at the
 * stream's lock; two changes that would each take away an admin wait for each other at the locked
 * rows of all admins, so that at least one enabled admin is always left.
 *
 * <p>Whoever must know of a change (the sessions) observes {@code UserChanged}, which is fired in
 * its transaction. API keys and OIDC identities will be further ways to the same kinds of account.
 */
package mimir.gateway.accounts;
