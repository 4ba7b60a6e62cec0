package mimir.contracts;

import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** Whether a decoded message has every field that is not {@link Nullable}. */
final class Complete {

  /** The name of the first field that is missing, at any depth; null when none is. */
  static @Nullable String firstMissing(Object value) {
    return switch (value) {
      case Record record -> firstMissing(record);
      case Iterable<?> items -> firstMissing(items);
      default -> null;
    };
  }

  private static @Nullable String firstMissing(Iterable<?> items) {
    for (Object item : items) {
      String missing = item == null ? "item" : firstMissing(item);
      if (missing != null) {
        return missing;
      }
    }
    return null;
  }

  private static @Nullable String firstMissing(Record record) {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = value(record, component);
      String missing = value == null ? null : firstMissing(value);
      if (value == null && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        missing = component.getName();
      }
      if (missing != null) {
        return missing;
      }
    }
    return null;
  }

  private static @Nullable Object value(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("messages are public records", e);
    }
  }

  private Complete() {}
}
