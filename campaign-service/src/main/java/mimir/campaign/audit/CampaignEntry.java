package mimir.campaign.audit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What was done to a campaign.
 *
 * @param version place in its stream
 * @param by who did it: a username, perhaps with the API key, or {@code system}
 */
@Schema(name = "CampaignAuditEntry")
public record CampaignEntry(
    @JsonIgnore long version,
    Instant at,
    String by,
    String action,
    @Schema(
            type = SchemaType.OBJECT,
            implementation = Object.class,
            additionalProperties = Object.class)
        JsonNode detail) {}
