package mimir.campaign.indicators;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.contracts.campaign.IndicatorEvent;
import mimir.contracts.campaign.IndicatorEvent.IndicatorChanged;
import mimir.contracts.campaign.IndicatorEvent.IndicatorCreated;
import mimir.contracts.campaign.IndicatorType;
import mimir.contracts.campaign.Severity;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An indicator as its stream says (I-1).
 *
 * @param description empty when there is none
 * @param changedBy null as long as it is as it was created
 */
public record Indicator(
    UUID id,
    IndicatorType type,
    @Schema(description = "Normalised.") String value,
    Severity severity,
    String description,
    List<String> tags,
    @Schema(description = "What is not active stays, and matches where it was frozen.")
        boolean active,
    String createdBy,
    Instant createdAt,
    @Schema(nullable = true, description = "Null as long as it is as it was created.")
        String changedBy,
    @Schema(nullable = true) Instant changedAt) {

  /** Null for an empty stream. */
  static Indicator of(List<IndicatorEvent> events) {
    Indicator indicator = null;
    for (IndicatorEvent event : events) {
      indicator = after(indicator, event);
    }
    return indicator;
  }

  /** What the write side decides upon and what the read table holds: one fold for both. */
  static Indicator after(Indicator before, IndicatorEvent event) {
    return switch (event) {
      case IndicatorCreated created ->
          new Indicator(
              created.indicatorId(),
              created.type(),
              created.value(),
              created.severity(),
              created.description(),
              created.tags(),
              true,
              created.by(),
              created.at(),
              null,
              null);
      case IndicatorChanged changed ->
          new Indicator(
              before.id(),
              before.type(),
              before.value(),
              changed.severity(),
              changed.description(),
              changed.tags(),
              changed.active(),
              before.createdBy(),
              before.createdAt(),
              changed.by(),
              changed.at());
    };
  }

  IndicatorValue typed() {
    return new IndicatorValue(type, value);
  }
}
