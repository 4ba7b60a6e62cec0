package mimir.gateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mimir.gateway.routing.Addresses;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The whole API in one document: made of the committed documents of the services. */
@Startup
@Singleton
@Path("/api/v1/openapi.json")
public class OpenApiResource {
  private static final Map<String, String> SERVICES =
      Stream.of(
              "gateway",
              "flag-service",
              "campaign-service",
              "dispatch-service",
              "ingest-service",
              "osquery-release-service")
          .collect(Collectors.toMap(name -> name, name -> "/openapi/" + name + ".json"));

  private final String document;

  OpenApiResource(
      ObjectMapper json, @ConfigProperty(name = "quarkus.application.version") String version) {
    var documents = new TreeMap<String, JsonNode>();
    SERVICES.forEach((service, resource) -> documents.put(service, read(json, resource)));
    document = MergedDocument.of(documents, Addresses::isOf, version).toString();
  }

  private static JsonNode read(ObjectMapper json, String resource) {
    try (var in = OpenApiResource.class.getResourceAsStream(resource)) {
      return json.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @GET
  @PermitAll
  @NonBlocking
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "This document")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(type = SchemaType.OBJECT, implementation = Object.class)))
  public String read() {
    return document;
  }
}
