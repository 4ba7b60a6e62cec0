package mimir.fleet.wire;

import java.util.concurrent.atomic.AtomicLong;

/** What one agent has done so far; read from any thread. */
public final class WireCounts {

  final AtomicLong enrolments = new AtomicLong();
  final AtomicLong polls = new AtomicLong();
  final AtomicLong queriesRun = new AtomicLong();
  final AtomicLong answersAccepted = new AtomicLong();
  final AtomicLong writesSent = new AtomicLong();
  final AtomicLong duplicatesSent = new AtomicLong();
  final AtomicLong errors = new AtomicLong();
  final AtomicLong killed = new AtomicLong();

  public long enrolments() {
    return enrolments.get();
  }

  public long polls() {
    return polls.get();
  }

  public long queriesRun() {
    return queriesRun.get();
  }

  /** Assignments whose answer the server took. */
  public long answersAccepted() {
    return answersAccepted.get();
  }

  /** Write requests that were meant to go out, without the silent second sends. */
  public long writesSent() {
    return writesSent.get();
  }

  /** Write requests that repeated an earlier one, silently or not. */
  public long duplicatesSent() {
    return duplicatesSent.get();
  }

  /** Requests that failed. */
  public long errors() {
    return errors.get();
  }

  /** Times the watchdog killed the worker. */
  public long killed() {
    return killed.get();
  }
}
