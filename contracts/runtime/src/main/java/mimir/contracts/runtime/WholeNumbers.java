package mimir.contracts.runtime;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** A number in an address that is none is a malformed request, and not an unknown address. */
@Provider
public class WholeNumbers implements ParamConverterProvider {

  @Override
  public <T> ParamConverter<T> getConverter(
      Class<T> type, Type genericType, Annotation[] annotations) {
    return type == Integer.class ? new Reading<>(type) : null;
  }

  private record Reading<T>(Class<T> type) implements ParamConverter<T> {
    @Override
    public T fromString(String text) {
      if (text == null || text.isEmpty()) {
        return null;
      }
      try {
        return type.cast(Integer.valueOf(text));
      } catch (NumberFormatException e) {
        throw new BadRequestException(e);
      }
    }

    @Override
    public String toString(T value) {
      return String.valueOf(value);
    }
  }
}
