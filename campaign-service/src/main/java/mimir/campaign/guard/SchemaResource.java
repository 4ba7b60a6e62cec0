package mimir.campaign.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.Authenticated;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import mimir.contracts.guard.OsquerySchema;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The schema that the guard resolves against: written once, and then not again to who has it. */
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/osquery-schema")
@Authenticated
class SchemaResource {
  private final byte[] json;
  private final EntityTag tag;

  SchemaResource(OsquerySchema schema, ObjectMapper mapper) throws JsonProcessingException {
    json = mapper.writeValueAsBytes(SchemaAnswer.of(schema));
    tag = new EntityTag(sha256(json));
  }

  @GET
  @Operation(
      summary = "osquery's tables and columns",
      description =
          "The same until another version of Mimir: send the ETag as If-None-Match, and the answer"
              + " is 304 without a body.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = SchemaAnswer.class)))
  @APIResponse(responseCode = "304", description = "Not modified")
  public Response schema(@Context Request request) {
    var notModified = request.evaluatePreconditions(tag);
    return (notModified == null ? Response.ok(json) : notModified).tag(tag).build();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
