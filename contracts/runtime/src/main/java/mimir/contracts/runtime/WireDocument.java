package mimir.contracts.runtime;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mimir.contracts.ErrorCode;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Makes a service's OpenAPI document tell what is on the wire: an answer has all of its fields, any
 * refusal is a problem, and each operation has a name.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class WireDocument implements OASFilter {
  /** Extension of a field that an answer leaves out when it is null. */
  public static final String LEFT_OUT = "x-left-out-when-null";

  private static final String SCHEMAS = "#/components/schemas/";
  private static final Pattern WORDS = Pattern.compile("[^A-Za-z0-9{}]+");

  @Override
  public void filterOpenAPI(OpenAPI document) {
    if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
      return;
    }
    if (document.getComponents() == null) {
      document.setComponents(OASFactory.createComponents());
    }
    var schemas = new TreeMap<String, Schema>();
    if (document.getComponents().getSchemas() != null) {
      schemas.putAll(document.getComponents().getSchemas());
    }
    schemas.values().forEach(WireDocument::withoutTypeBesideReference);
    pagesAreNamedByTheirItems(operations(document), schemas);
    answersAreWhole(operations(document), schemas);
    schemas.put("ErrorCode", errorCode());
    schemas.put("Problem", problem());
    document.getComponents().setSchemas(schemas);
    document
        .getPaths()
        .getPathItems()
        .forEach(
            (path, item) ->
                item.getOperations()
                    .forEach((method, operation) -> complete(method.name(), path, operation)));
  }

  private static List<Operation> operations(OpenAPI document) {
    return document.getPaths().getPathItems().values().stream()
        .flatMap(item -> item.getOperations().values().stream())
        .toList();
  }

  /** The scanner names them by the Java type: PageShownHunt, where the items are Hunt. */
  private static void pagesAreNamedByTheirItems(
      List<Operation> operations, Map<String, Schema> schemas) {
    var names = new HashMap<String, String>();
    schemas.forEach(
        (name, schema) -> {
          Schema items =
              schema.getProperties() == null ? null : schema.getProperties().get("items");
          if (name.startsWith("Page") && items != null && items.getItems() != null) {
            names.put(name, "Page" + items.getItems().getRef().substring(SCHEMAS.length()));
          }
        });
    for (String name : List.copyOf(schemas.keySet())) {
      schemas.put(names.getOrDefault(name, name), schemas.remove(name));
    }
    operations.stream()
        .flatMap(operation -> operation.getResponses().getAPIResponses().values().stream())
        .flatMap(response -> schemas(response.getContent()))
        .filter(schema -> schema.getRef() != null)
        .forEach(
            schema -> {
              String name = schema.getRef().substring(SCHEMAS.length());
              schema.setRef(SCHEMAS + names.getOrDefault(name, name));
            });
  }

  /** What a service reads may leave fields out, and is left as it is; what it writes never does. */
  private static void answersAreWhole(List<Operation> operations, Map<String, Schema> schemas) {
    var asked = new HashSet<String>();
    var answered = new HashSet<String>();
    for (Operation operation : operations) {
      if (operation.getRequestBody() != null) {
        schemas(operation.getRequestBody().getContent())
            .forEach(schema -> reach(schema, schemas, asked));
      }
      operation.getResponses().getAPIResponses().values().stream()
          .map(APIResponse::getContent)
          .flatMap(WireDocument::schemas)
          .forEach(schema -> reach(schema, schemas, answered));
    }
    schemas.forEach(
        (name, schema) -> {
          if (answered.contains(name) && !asked.contains(name)) {
            whole(schema);
          }
        });
    schemas.values().forEach(WireDocument::forgetMarks);
  }

  private static void whole(Schema schema) {
    if (schema.getProperties() != null) {
      schema.setRequired(
          schema.getProperties().entrySet().stream()
              .filter(field -> !field.getValue().hasExtension(LEFT_OUT))
              .map(Map.Entry::getKey)
              .sorted()
              .toList());
    }
    parts(schema).forEach(WireDocument::whole);
  }

  private static void forgetMarks(Schema schema) {
    schema.removeExtension(LEFT_OUT);
    parts(schema).forEach(WireDocument::forgetMarks);
  }

  private static Stream<Schema> schemas(Content content) {
    return content == null
        ? Stream.empty()
        : content.getMediaTypes().values().stream()
            .map(MediaType::getSchema)
            .filter(Objects::nonNull);
  }

  private static void reach(Schema schema, Map<String, Schema> schemas, Set<String> reached) {
    String reference = schema.getRef();
    if (reference != null && reference.startsWith(SCHEMAS)) {
      String name = reference.substring(SCHEMAS.length());
      if (reached.add(name) && schemas.containsKey(name)) {
        reach(schemas.get(name), schemas, reached);
      }
    }
    parts(schema).forEach(part -> reach(part, schemas, reached));
  }

  private static Stream<Schema> parts(Schema schema) {
    return Stream.of(
            schema.getProperties() == null ? null : schema.getProperties().values(),
            one(schema.getItems()),
            one(schema.getAdditionalPropertiesSchema()),
            schema.getOneOf(),
            schema.getAnyOf(),
            schema.getAllOf())
        .filter(Objects::nonNull)
        .flatMap(Collection::stream);
  }

  private static List<Schema> one(Schema schema) {
    return schema == null ? null : List.of(schema);
  }

  /** The scanner repeats the Java type's; where it is null, the type of what is not. */
  private static void withoutTypeBesideReference(Schema schema) {
    if (schema.getRef() != null || schema.getAnyOf() != null || schema.getOneOf() != null) {
      schema.setType(null);
    }
    parts(schema).forEach(WireDocument::withoutTypeBesideReference);
  }

  private static void complete(String method, String path, Operation operation) {
    if (operation.getOperationId() == null) {
      operation.setOperationId(operationId(method, path));
    }
    var responses = operation.getResponses();
    Set.copyOf(responses.getAPIResponses().keySet()).stream()
        .filter(
            status ->
                status.startsWith("4") && responses.getAPIResponse(status).getContent() == null)
        .forEach(responses::removeAPIResponse);
    responses.setDefaultValue(
        OASFactory.createAPIResponse()
            .description("Refused, or a fault")
            .content(
                OASFactory.createContent()
                    .addMediaType(
                        Problem.MEDIA_TYPE,
                        OASFactory.createMediaType()
                            .schema(OASFactory.createSchema().ref(SCHEMAS + "Problem")))));
  }

  /** {@code POST /api/v1/campaigns/{id}/stop} → {@code postCampaignsByIdStop}. */
  static String operationId(String method, String path) {
    return method.toLowerCase(Locale.ROOT)
        + WORDS
            .splitAsStream(path.replaceFirst("^/api/v1/", ""))
            .map(word -> word.startsWith("{") ? "By" + capital(word.replaceAll("[{}]", "")) : word)
            .map(WireDocument::capital)
            .collect(Collectors.joining());
  }

  private static String capital(String word) {
    return word.isEmpty()
        ? word
        : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static Schema errorCode() {
    return OASFactory.createSchema()
        .addType(Schema.SchemaType.STRING)
        .enumeration(
            Arrays.stream(ErrorCode.values())
                .map(ErrorCode::code)
                .sorted()
                .map(Object.class::cast)
                .toList());
  }

  private static Schema problem() {
    Schema problem =
        OASFactory.createSchema()
            .addType(Schema.SchemaType.OBJECT)
            .description("RFC 9457; some codes bring fields of their own.")
            .additionalPropertiesSchema(OASFactory.createSchema().booleanSchema(true));
    Stream.of("type", "title", "detail")
        .forEach(
            name ->
                problem.addProperty(
                    name, OASFactory.createSchema().addType(Schema.SchemaType.STRING)));
    return problem
        .addProperty(
            "status", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER).format("int32"))
        .addProperty("code", OASFactory.createSchema().ref(SCHEMAS + "ErrorCode"))
        .required(List.of("code", "detail", "status", "title", "type"));
  }
}
