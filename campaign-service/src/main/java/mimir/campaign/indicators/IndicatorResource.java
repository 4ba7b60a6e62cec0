package mimir.campaign.indicators;

import io.quarkus.security.Authenticated;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.InstantSource;
import java.util.UUID;
import mimir.contracts.Refused;
import mimir.contracts.campaign.IndicatorType;
import mimir.contracts.campaign.Severity;
import mimir.contracts.runtime.Operator;
import mimir.contracts.runtime.Page;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** Indicators: read, added and changed by anybody who is signed in. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/indicators")
@Authenticated
class IndicatorResource {
  private final Indicators indicators;
  private final IndicatorTables tables;
  private final AddIndicators add;
  private final Operator operator;
  private final InstantSource clock;

  IndicatorResource(
      Indicators indicators,
      IndicatorTables tables,
      AddIndicators add,
      Operator operator,
      InstantSource clock) {
    this.indicators = indicators;
    this.tables = tables;
    this.add = add;
    this.operator = operator;
    this.clock = clock;
  }

  @GET
  @Operation(
      summary = "The indicators, newest first",
      description = "q: a part of the value, in any case. tag: one that it has.")
  public Page<Indicator> list(
      @QueryParam("q") String q,
      @QueryParam("type") @Schema(implementation = IndicatorType.class) String type,
      @QueryParam("severity") @Schema(implementation = Severity.class) String severity,
      @QueryParam("active") @Schema(type = SchemaType.BOOLEAN) String active,
      @QueryParam("tag") String tag,
      @QueryParam("limit") Integer asked,
      @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    UUID before = Page.after(cursor, UUID::fromString);
    var filter =
        new IndicatorTables.Filter(
            IndicatorRules.searched("q", q),
            type == null ? null : IndicatorRules.type(type),
            severity == null ? null : IndicatorRules.severity(severity),
            IndicatorRules.yesOrNo("active", active),
            IndicatorRules.searched("tag", tag));
    return Page.of(tables.list(filter, before, limit + 1), limit, last -> last.id().toString());
  }

  @GET
  @Path("{id}")
  public Indicator find(UUID id) {
    return tables.find(id).orElseThrow(() -> Refused.notFound("This indicator"));
  }

  @POST
  @Operation(
      summary = "Add an indicator",
      description =
          "Without a type it is detected. 200 with the one that is there when there is one of this"
              + " type and value; it stays as it is. Refused with invalid_field.")
  @APIResponseSchema(value = Indicator.class, responseCode = "201", responseDescription = "Added")
  @APIResponse(
      responseCode = "200",
      description = "There was one",
      content = @Content(schema = @Schema(implementation = Indicator.class)))
  public RestResponse<Indicator> create(IndicatorRequest request) {
    AddIndicators.One one = add.add(IndicatorRules.draft(request));
    return RestResponse.ResponseBuilder.create(
            one.isNew() ? Response.Status.CREATED : Response.Status.OK, one.indicator())
        .location(URI.create("/api/v1/indicators/" + one.indicator().id()))
        .build();
  }

  @PATCH
  @Path("{id}")
  @Transactional
  @Operation(
      summary = "Change an indicator",
      description =
          "What is left out stays as it is; type and value never change. What was launched with it"
              + " keeps what it was. Refused with invalid_field.")
  public Indicator change(UUID id, IndicatorChange change) {
    var stream = indicators.open(id);
    indicators.append(
        stream,
        id,
        operator.actor(),
        IndicatorRules.change(
            Indicator.of(stream.events()), change, operator.username(), clock.instant()));
    return find(id);
  }

  /** One pasted value. */
  record DetectRequest(@Schema(required = true) String value) {}

  /**
   * @param label of the type, for people
   */
  @Schema(name = "DetectedIndicator")
  record Detected(IndicatorType type, String label, String normalised) {}

  @POST
  @Path("detect")
  @Operation(
      summary = "What a pasted value is",
      description = "Nothing is added. Refused with invalid_field where no type fits.")
  public Detected detect(DetectRequest request) {
    IndicatorValue value = IndicatorRules.value(request == null ? null : request.value(), null);
    return new Detected(value.type(), value.type().label(), value.value());
  }

  @POST
  @Path("import")
  @Consumes(MediaType.WILDCARD)
  @Operation(
      summary = "Add many indicators",
      description =
          "One value a line as text/plain, where lines that begin with # are passed over; or"
              + " text/csv with a header: value, and type, severity, description, tags (apart by ;)"
              + " if they are there; or a STIX 2.1 bundle; or a MISP event. Whatever is a value of"
              + " a type is added, at most 50,000 of them; the rest is listed with its line and a"
              + " reason. A duplicate is no error, and what is there stays as it is.")
  @RequestBody(
      required = true,
      content = {
        @Content(mediaType = ImportFile.LINES, schema = @Schema(implementation = String.class)),
        @Content(mediaType = ImportFile.CSV, schema = @Schema(implementation = String.class)),
        @Content(mediaType = ImportFile.STIX, schema = @Schema(implementation = Object.class)),
        @Content(mediaType = ImportFile.MISP, schema = @Schema(implementation = Object.class))
      })
  public AddIndicators.Answer importMany(
      @Parameter(hidden = true) @HeaderParam(HttpHeaders.CONTENT_TYPE) String type, byte[] file) {
    return add.add(JudgedImport.of(ImportFile.read(type, file)));
  }
}
