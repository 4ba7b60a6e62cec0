package mimir.contracts;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a decoded message has every field that is not {@link Nullable}. */
final class Complete {

  // Asked for once: a class tells its components anew each time, with accessors that are linked
  // when they are first called.
  private static final ClassValue<List<Component>> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents())
              .filter(component -> !component.getType().isPrimitive())
              .map(Component::of)
              .toList();
        }
      };

  private record Component(String name, Method accessor, boolean nullable) {
    static Component of(RecordComponent component) {
      return new Component(
          component.getName(),
          component.getAccessor(),
          component.getAnnotatedType().isAnnotationPresent(Nullable.class));
    }
  }

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
    for (Component component : COMPONENTS.get(record.getClass())) {
      Object value = value(record, component);
      String missing = value == null ? null : firstMissing(value);
      if (value == null && !component.nullable()) {
        missing = component.name();
      }
      if (missing != null) {
        return missing;
      }
    }
    return null;
  }

  private static @Nullable Object value(Record record, Component component) {
    try {
      return component.accessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("messages are public records", e);
    }
  }

  private Complete() {}
}
