package mimir.contracts.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where a refusal or a fault becomes HTTP. */
public class Problems {
  private static final Logger LOG = Logger.getLogger(Problems.class);

  @ServerExceptionMapper
  public Response refused(Refused refused) {
    return Problem.response(refused);
  }

  @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
  public Response unauthenticated(Throwable ignored) {
    return Problem.response(ErrorCode.UNAUTHENTICATED, "Sign in, or send a valid token.");
  }

  @ServerExceptionMapper
  public Response forbidden(ForbiddenException ignored) {
    return Problem.response(ErrorCode.FORBIDDEN, "Your role does not allow this.");
  }

  /**
   * A body that is no JSON, an unknown field, a wrong type. The second class is named because
   * Quarkus has a mapper of its own for it, and the more specific one wins.
   */
  @ServerExceptionMapper({JsonProcessingException.class, MismatchedInputException.class})
  public Response malformed(JsonProcessingException e) {
    return Problem.response(ErrorCode.MALFORMED_REQUEST, explain(e));
  }

  @ServerExceptionMapper
  public Response invalid(ConstraintViolationException e) {
    return e.getConstraintViolations().stream()
        .min(Comparator.comparing(violation -> violation.getPropertyPath().toString()))
        .map(violation -> Refused.invalidField(field(violation), violation.getMessage()))
        .map(Problem::response)
        .orElseGet(() -> Problem.response(ErrorCode.INVALID_FIELD, "A field is invalid."));
  }

  @ServerExceptionMapper
  public Response webApplication(WebApplicationException e) {
    if (e.getCause() instanceof JsonProcessingException json) {
      return malformed(json);
    }
    int status = e.getResponse().getStatus();
    return switch (status) {
      case 400 -> Problem.response(ErrorCode.MALFORMED_REQUEST, "The request is malformed.");
      case 401 -> Problem.response(ErrorCode.UNAUTHENTICATED, "Sign in, or send a valid token.");
      case 403 -> Problem.response(ErrorCode.FORBIDDEN, "Your role does not allow this.");
      case 404 -> Problem.response(ErrorCode.NOT_FOUND, "There is nothing at this address.");
      case 405 -> Problem.response(ErrorCode.METHOD_NOT_ALLOWED, "Not with this method.");
      case 406 -> Problem.response(ErrorCode.NOT_ACCEPTABLE, "Not in an accepted media type.");
      case 413 -> Problem.response(ErrorCode.TOO_LARGE, "The body is too large.");
      case 415 -> Problem.response(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send application/json.");
      default -> fault(e);
    };
  }

  /** An id to quote, never a stack trace or SQL. */
  @ServerExceptionMapper
  public Response fault(Throwable e) {
    var id = UUID.randomUUID();
    LOG.errorf(e, "request failed, error id %s", id);
    return Problem.response(
        new Refused(
            ErrorCode.INTERNAL_ERROR,
            "Something went wrong; quote error id " + id + ".",
            Map.of("error_id", id.toString())));
  }

  private static String explain(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "Unknown field '" + unknown.getPropertyName() + "'.";
    }
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      var field = mapping.getPath().getLast().getFieldName();
      return "Field '" + field + "' has a wrong type or value.";
    }
    return "The body is not valid JSON.";
  }

  private static String field(ConstraintViolation<?> violation) {
    String last = "body";
    for (Path.Node node : violation.getPropertyPath()) {
      if (node.getName() != null) {
        last = node.getName();
      }
    }
    return last.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
