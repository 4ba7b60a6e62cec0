package mimir.ingest.alerts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.ingest.AlertEvent;
import mimir.contracts.ingest.AlertEvent.About;
import mimir.contracts.ingest.AlertEvent.AlertRaised;
import mimir.contracts.ingest.AlertEvent.Analytic;
import mimir.contracts.ingest.AlertEvent.Caption;
import mimir.contracts.ingest.AlertEvent.Device;
import mimir.contracts.ingest.AlertEvent.Evidence;
import mimir.contracts.ingest.AlertEvent.Metadata;
import mimir.contracts.ingest.AlertEvent.Mimir;
import mimir.contracts.ingest.AlertEvent.Observable;
import mimir.contracts.ingest.AlertEvent.Os;
import mimir.contracts.ingest.AlertEvent.Product;
import mimir.contracts.ingest.AlertEvent.Unmapped;
import mimir.ingest.columns.StorableText;
import mimir.ingest.matching.Matched;

/** An alert as a Detection Finding of OCSF (M-4). */
final class Finding {
  private static final String PRODUCT = "Mimir";
  private static final int RULE = 1;
  private static final int UNKNOWN_DEVICE = 0;
  private static final int TYPE_UID_FACTOR = 100;

  /**
   * What the match itself does not tell.
   *
   * @param version of this product
   */
  record Told(UUID alertId, Source source, long detectedAtMillis, String version) {}

  /**
   * @param campaignId null for a live-only hunt
   * @param hostname null as long as nobody has told of the host
   * @param platform likewise
   */
  record Source(String name, UUID campaignId, UUID huntId, String hostname, String platform) {}

  static AlertRaised of(Matched matched, Told told) {
    Caption severity = AlertEvent.severity(matched.severity());
    Caption observable = AlertEvent.observable(matched.type());
    Source source = told.source();
    String title = matched.type().label() + " " + matched.value();
    String where = source.hostname() == null ? matched.hostId().toString() : source.hostname();
    return new AlertRaised(
        AlertRaised.CREATE,
        AlertRaised.FINDINGS,
        AlertRaised.DETECTION_FINDING,
        AlertRaised.DETECTION_FINDING * TYPE_UID_FACTOR + AlertRaised.CREATE,
        told.detectedAtMillis(),
        severity.id(),
        severity.text(),
        AlertRaised.NEW,
        true,
        title + " was found on " + where + ".",
        new Metadata(AlertEvent.OCSF_VERSION, new Product(PRODUCT, PRODUCT, told.version())),
        new About(
            told.alertId().toString(),
            title,
            told.detectedAtMillis(),
            new Analytic(RULE, matched.iocId().toString(), title)),
        new Device(
            UNKNOWN_DEVICE, matched.hostId().toString(), source.hostname(), os(source.platform())),
        List.of(
            new Observable(
                "unmapped.mimir.ioc_value", observable.id(), observable.text(), matched.value())),
        List.of(new Evidence(cut(matched.evidence()))),
        new Unmapped(
            new Mimir(
                source.name(),
                source.campaignId(),
                source.huntId(),
                matched.iocId(),
                matched.type(),
                matched.value(),
                matched.late())));
  }

  private static Os os(String platform) {
    return switch (platform) {
      case null -> null;
      case "windows" -> new Os(platform, 100);
      case "linux" -> new Os(platform, 200);
      case "darwin" -> new Os(platform, 300);
      default -> new Os(platform, 99);
    };
  }

  /** A message has a bound, and a row need not know it: what comes behind it is left out. */
  static Map<String, String> cut(Map<String, String> row) {
    var cut = new LinkedHashMap<String, String>();
    int left = AlertEvent.EVIDENCE_CHARS_MAX;
    for (Map.Entry<String, String> cell : row.entrySet()) {
      left -= cell.getKey().length();
      if (left <= 0) {
        break;
      }
      String text = cut(cell.getValue(), Math.min(AlertEvent.CELL_CHARS_MAX, left));
      cut.put(cell.getKey(), text);
      left -= text == null ? 0 : text.length();
    }
    return cut;
  }

  private static String cut(String cell, int max) {
    if (cell == null || cell.length() <= max) {
      return cell == null ? null : StorableText.of(cell);
    }
    return StorableText.of(
        cell.substring(0, Character.isHighSurrogate(cell.charAt(max - 1)) ? max - 1 : max));
  }

  private Finding() {}
}
