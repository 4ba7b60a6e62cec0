package mimir.contracts.runtime;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.agroal.api.AgroalDataSource;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/** What the container hands out: the clock, the SQL door, the JSON of the operators' API. */
@ApplicationScoped
class RuntimeProducers {

  /** Ticks in microseconds, as PostgreSQL stores them, so that what is read back is equal. */
  @Produces
  @Singleton
  InstantSource clock() {
    return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
  }

  /** Inside a transaction every handle is that transaction's connection. */
  @Produces
  @Singleton
  Jdbi jdbi(AgroalDataSource dataSource) {
    return Jdbi.create(dataSource)
        .installPlugin(new PostgresPlugin())
        .registerArrayType(Boolean.class, "boolean")
        .registerArrayType(Instant.class, "timestamptz", Instant::toString);
  }

  @Singleton
  static class SnakeCaseAndStrict implements ObjectMapperCustomizer {

    /** After Quarkus's own, which brings another reader of times. */
    @Override
    public int priority() {
      return MINIMUM_PRIORITY;
    }

    @Override
    public void customize(ObjectMapper mapper) {
      mapper
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
      mapper.registerModule(
          new SimpleModule("texts of times").addDeserializer(Instant.class, new TextOfTime()));
      // A wrong type is refused and not converted: "false" is no boolean, 1.5 no whole number.
      refuse(
          mapper,
          LogicalType.Boolean,
          CoercionInputShape.Integer,
          CoercionInputShape.Float,
          CoercionInputShape.String,
          CoercionInputShape.EmptyString);
      refuse(
          mapper,
          LogicalType.Integer,
          CoercionInputShape.Float,
          CoercionInputShape.String,
          CoercionInputShape.EmptyString);
      refuse(mapper, LogicalType.Float, CoercionInputShape.String, CoercionInputShape.EmptyString);
      refuse(
          mapper,
          LogicalType.Textual,
          CoercionInputShape.Integer,
          CoercionInputShape.Float,
          CoercionInputShape.Boolean);
    }

    private static void refuse(ObjectMapper mapper, LogicalType type, CoercionInputShape... from) {
      for (CoercionInputShape shape : from) {
        mapper.coercionConfigFor(type).setCoercion(shape, CoercionAction.Fail);
      }
    }
  }

  /** RFC 3339 with a zone, and no number: seconds or milliseconds would be a guess. */
  private static final class TextOfTime extends StdScalarDeserializer<Instant> {
    TextOfTime() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      if (!parser.hasToken(JsonToken.VALUE_STRING)) {
        return (Instant) context.handleUnexpectedToken(Instant.class, parser);
      }
      try {
        return OffsetDateTime.parse(parser.getText()).toInstant();
      } catch (DateTimeException e) {
        return (Instant)
            context.handleWeirdStringValue(Instant.class, parser.getText(), "not a time");
      }
    }
  }
}
