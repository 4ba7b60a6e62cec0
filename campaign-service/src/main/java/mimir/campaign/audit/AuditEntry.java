package mimir.campaign.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What somebody changed somewhere.
 *
 * @param id the event's
 * @param actor a username, perhaps with the API key: {@code alice (key ci)}
 * @param action {@code campaign.launched}
 * @param source the service: {@code /mimir/campaign-service}
 * @param subject id of what was changed
 */
public record AuditEntry(
    UUID id,
    Instant at,
    String actor,
    String action,
    String source,
    String subject,
    @Schema(
            type = SchemaType.OBJECT,
            implementation = Object.class,
            additionalProperties = Object.class)
        JsonNode detail) {}
