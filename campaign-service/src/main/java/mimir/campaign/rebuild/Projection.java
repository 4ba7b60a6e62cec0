package mimir.campaign.rebuild;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Read tables that follow from streams, so that they can be dropped and made again. A bean of this
 * type takes part in every {@link Rebuild}; all its calls are in the rebuild's one transaction.
 */
public interface Projection {

  /** What the names of its streams begin with: {@code campaign-}. */
  String streamPrefix();

  /** Deletes its rows. Not by TRUNCATE: readers see the old rows until the rebuild commits. */
  void clear(Handle handle);

  /** Writes again what these events had written; each stream's come in their order. */
  void replay(Handle handle, List<StoredEvent> events);

  /** When all events are replayed: what is folded from facts beside them. */
  default void finish(Handle handle) {}
}
