package mimir.campaign.audit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * What was done to a campaign.
 *
 * @param version place in its stream
 * @param by who did it: a username, perhaps with the API key, or {@code system}
 */
public record CampaignEntry(
    @JsonIgnore long version, Instant at, String by, String action, JsonNode detail) {}
