package mimir.campaign.targets;

import java.util.SequencedMap;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How many hosts a target would reach (T-4); decommissioned ones are in no number (T-2). */
@Schema(name = "TargetPreview")
public record Preview(
    long hosts,
    @Schema(
            description =
                "Seen within MIMIR_CONNECTED_WITHIN and 10 minutes: last contacts are known here"
                    + " as coarsely as that.")
        long connected,
    @Schema(
            type = SchemaType.OBJECT,
            implementation = Object.class,
            additionalProperties = Hosts.class,
            description = "The same numbers by platform; a platform without a host is left out.")
        SequencedMap<String, Hosts> byPlatform) {

  /** Of one platform. */
  @Schema(name = "CountedHosts")
  public record Hosts(long hosts, long connected) {}
}
