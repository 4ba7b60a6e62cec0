package mimir.campaign.hunts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import mimir.campaign.indicators.IndicatorRequest;
import mimir.campaign.targets.Target;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a person sends to launch a hunt (L-1), and what {@code launch-request} answers.
 *
 * @param indicators inline values: each is looked up or created
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record HuntRequest(
    @Schema(description = "Made up of the first value and the time when it is left out.")
        String name,
    @Schema(description = "Of active indicators; together with indicators 1 to 10,000.")
        List<UUID> indicatorIds,
    @Schema(description = "Values that become indicators where there is none of them yet.")
        List<IndicatorRequest> indicators,
    @Schema(description = "all, or hosts", required = true) Target target,
    @Schema(description = "1 to 1440; 10 when it is left out.") Integer liveWindowMinutes,
    @Schema(description = "1 to 3650; 90 when it is left out.") Integer hostsSeenWithinDays) {

  /** One value, at the fleet (L-2). */
  @Schema(name = "QuickHuntRequest")
  record Quick(
      @Schema(required = true) String value,
      @Schema(ref = "IndicatorType", description = "Detected when it is left out.") String type,
      @Schema(
              ref = "Severity",
              description = "medium when it is left out, and the indicator is new.")
          String severity) {

    HuntRequest asHunt() {
      return new HuntRequest(
          null,
          null,
          List.of(new IndicatorRequest(value, type, severity, null, null)),
          new Target.Fleet(),
          null,
          null);
    }
  }
}
