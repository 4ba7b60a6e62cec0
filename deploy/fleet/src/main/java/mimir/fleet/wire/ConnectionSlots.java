package mimir.fleet.wire;

import java.io.InterruptedIOException;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the connections that the agents of one process hold at once: a process may open only so
 * many files. Where there is no room for one more, the one that became idle last is closed; where
 * none is idle, the next to become so is waited for.
 *
 * <p>Not the one that has been idle longest: hosts poll in a round, so with one place too few each
 * of them would find that its own connection has just been closed for another's.
 */
public final class ConnectionSlots {

  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  // In the order in which they became idle.
  private final SequencedSet<KeptAliveConnection> idle = new LinkedHashSet<>();
  private int taken;

  public ConnectionSlots(int most) {
    this.most = most;
  }

  public static ConnectionSlots unbounded() {
    return new ConnectionSlots(Integer.MAX_VALUE);
  }

  /** How many connections there are, idle ones included. */
  public int taken() {
    lock.lock();
    try {
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Before a request: from now on the connection may be open, and nobody else closes it. */
  void hold(KeptAliveConnection connection) throws InterruptedIOException {
    lock.lock();
    try {
      if (idle.remove(connection)) {
        return;
      }
      while (taken >= most) {
        if (idle.isEmpty()) {
          freed.await();
        } else {
          KeptAliveConnection last = idle.removeLast();
          taken--;
          last.cut();
        }
      }
      taken++;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a connection");
    } finally {
      lock.unlock();
    }
  }

  /** After a request: the connection stays open until it is wanted again, or its place is. */
  void rest(KeptAliveConnection connection) {
    lock.lock();
    try {
      idle.add(connection);
      freed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** After a request that left no connection. */
  void release() {
    lock.lock();
    try {
      taken--;
      freed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** It was closed from outside; within a request its place is given back at the request's end. */
  void closed(KeptAliveConnection connection) {
    lock.lock();
    try {
      if (idle.remove(connection)) {
        taken--;
        freed.signal();
      }
    } finally {
      lock.unlock();
    }
  }
}
