package mimir.dispatch;

import io.agroal.api.AgroalPoolInterceptor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the connections that threads of the agents' door take. */
@Singleton
public class Acquisitions implements AgroalPoolInterceptor {
  private final AtomicInteger byTheDoor = new AtomicInteger();

  @Override
  public void onConnectionAcquire(Connection connection) {
    var thread = Thread.currentThread();
    // The door works on event loops and in virtual threads; consumers have workers of their own.
    if (thread.isVirtual() || thread.getName().contains("eventloop")) {
      byTheDoor.incrementAndGet();
    }
  }

  public int byTheDoor() {
    return byTheDoor.get();
  }
}
