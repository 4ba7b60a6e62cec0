package mimir.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Messages of one topic to and from their JSON bytes, chosen by {@code ce_type}.
 *
 * <p>An unknown type decodes to empty and unknown fields are skipped, so that a reader survives a
 * newer writer. Bytes that are no message of a known type are {@link Undecodable}; so is a message
 * that lacks a field which is not {@code @Nullable}: a rule must never meet half a message.
 */
public final class MessageCodec<T> {

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder().recyclerPool(JsonRecyclerPools.sharedBoundedPool()).build())
          .addModule(new JavaTimeModule())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private final Map<String, Class<? extends T>> classes = new LinkedHashMap<>();

  private MessageCodec(Class<T> root) {
    collect(root);
  }

  /**
   * @param root a sealed interface of annotated records, or one annotated record
   * @throws IllegalArgumentException if a leaf lacks {@link MessageType}
   */
  public static <T> MessageCodec<T> of(Class<T> root) {
    return new MessageCodec<>(root);
  }

  /** The mapper that every message is written with, for tools that derive schemas from it. */
  public static JsonMapper json() {
    return JSON;
  }

  private void collect(Class<? extends T> type) {
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        collect(subclass(permitted));
      }
      return;
    }
    var annotation = type.getAnnotation(MessageType.class);
    if (annotation == null) {
      throw new IllegalArgumentException(type + " has no @MessageType");
    }
    classes.put(annotation.value(), type);
  }

  @SuppressWarnings("unchecked") // Permitted subclasses of a T are Ts.
  private Class<? extends T> subclass(Class<?> permitted) {
    return (Class<? extends T>) permitted;
  }

  public Map<String, Class<? extends T>> classes() {
    return Map.copyOf(classes);
  }

  public String typeOf(T message) {
    return message.getClass().getAnnotation(MessageType.class).value();
  }

  public byte[] encode(T message) {
    try {
      return JSON.writeValueAsBytes(message);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write " + message.getClass(), e);
    }
  }

  public String encodeText(T message) {
    try {
      return JSON.writeValueAsString(message);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write " + message.getClass(), e);
    }
  }

  /**
   * @return empty when the type is not known to this version of the software
   * @throws Undecodable when the type is known and the bytes are not such a message
   */
  public Optional<T> decode(String type, byte[] value) throws Undecodable {
    if (type == null) {
      throw new Undecodable("no ce_type header", null);
    }
    var known = classes.get(type);
    if (known == null) {
      return Optional.empty();
    }
    if (value == null) {
      throw new Undecodable("no value for " + type, null);
    }
    try {
      T message = JSON.readValue(value, known);
      if (message == null) {
        throw new Undecodable("JSON null for " + type, null);
      }
      String missing = Complete.firstMissing(message);
      if (missing != null) {
        throw new Undecodable("no " + missing + " in a " + type, null);
      }
      return Optional.of(message);
    } catch (IOException e) {
      throw new Undecodable("not a " + type + ": " + e.getClass().getSimpleName(), e);
    }
  }

  /** Bytes on a topic that no version of this software can have written. */
  public static final class Undecodable extends Exception {
    Undecodable(String reason, Throwable cause) {
      super(reason, cause);
    }
  }
}
