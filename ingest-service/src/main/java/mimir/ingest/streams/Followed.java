package mimir.ingest.streams;

/** What one reader follows. */
public interface Followed {
  /** What the last look has found. */
  enum Look {
    /** Something: there may be more. */
    SENT,
    /** Nothing new by now. */
    IDLE,
    /** Nothing more will come. */
    OVER
  }

  /** Sends what is new. */
  Look advance(EventSink sink) throws InterruptedException;
}
