/**
 * Child processes: how one is started so that it never outlives this process, watched and ended.
 *
 * <p>Every child gets a session of its own where {@code setsid} exists, so that a Ctrl-C in the
 * terminal reaches only the launcher, which then stops the parts in the right order. Where {@code
 * setpriv} exists (Linux), the kernel sends the child its stop signal when the launcher dies, also
 * after a kill -9. That signal follows the <em>thread</em> that forked, not the process: all
 * forking is done by one thread that lives as long as the JVM.
 */
package mimir.local.process;
