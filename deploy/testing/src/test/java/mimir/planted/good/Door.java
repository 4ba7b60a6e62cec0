package mimir.planted.good;

import org.jdbi.v3.core.Handle;

/** Keeps every rule. */
interface Door {
  void clear(Handle handle);
}
