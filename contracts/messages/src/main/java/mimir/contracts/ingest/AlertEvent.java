package mimir.contracts.ingest;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;
import mimir.contracts.campaign.IndicatorType;
import mimir.contracts.campaign.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Topic {@code alerts}, key: host id. What SOC pipelines read: Detection Findings (class 2004) of
 * the Open Cybersecurity Schema Framework, version {@value #OCSF_VERSION} (schema.ocsf.io).
 */
public sealed interface AlertEvent {
  MessageCodec<AlertEvent> CODEC = MessageCodec.of(AlertEvent.class);

  String OCSF_VERSION = "1.5.0";

  /** Most characters of a cell in the evidence; what is longer is cut. */
  int CELL_CHARS_MAX = 4_096;

  /** Most characters of the evidence's names and cells together; what comes behind is left out. */
  int EVIDENCE_CHARS_MAX = 16_384;

  /**
   * A frozen indicator matched on a host: once for each campaign (or live-only hunt), host and
   * indicator (M-2).
   *
   * @param activityId 1: created
   * @param time when it was detected, in milliseconds since 1970
   * @param message for people
   * @param evidences the first row that matched
   */
  @MessageType("mimir.alert.raised.v1")
  record AlertRaised(
      int activityId,
      int categoryUid,
      int classUid,
      int typeUid,
      long time,
      int severityId,
      String severity,
      int statusId,
      boolean isAlert,
      String message,
      Metadata metadata,
      About findingInfo,
      Device device,
      List<Observable> observables,
      List<Evidence> evidences,
      Unmapped unmapped)
      implements AlertEvent {
    public static final int CREATE = 1;
    public static final int FINDINGS = 2;
    public static final int DETECTION_FINDING = 2004;
    public static final int NEW = 1;
  }

  /**
   * @param version of OCSF
   */
  record Metadata(String version, Product product) {}

  record Product(String name, String vendorName, String version) {}

  /**
   * @param uid the alert's id, derived from campaign, host and indicator
   * @param createdTime in milliseconds since 1970
   */
  record About(String uid, String title, long createdTime, Analytic analytic) {}

  /**
   * The indicator that matched.
   *
   * @param typeId 1: a rule
   */
  record Analytic(int typeId, String uid, String name) {}

  /**
   * @param typeId 0: what kind of machine it is is not known
   * @param uid the host's id
   */
  record Device(int typeId, String uid, @Nullable String hostname, @Nullable Os os) {}

  /**
   * @param typeId 100 Windows, 200 Linux, 300 macOS, else 99 with its name
   */
  record Os(String name, int typeId) {}

  /**
   * @param name where in the finding it stands
   * @param typeId see {@link #observable}
   */
  record Observable(String name, int typeId, String type, String value) {}

  /**
   * @param data the row as the host sent it, column by column
   */
  record Evidence(Map<String, String> data) {}

  /** What OCSF has no place for. */
  record Unmapped(Mimir mimir) {}

  /**
   * @param source "campaign", or "hunt" for a live-only hunt
   * @param campaignId null for a live-only hunt
   * @param huntId the hunt that launched it
   * @param late whether the answer came after the live window
   */
  record Mimir(
      String source,
      @Nullable UUID campaignId,
      @Nullable UUID huntId,
      UUID iocId,
      IndicatorType iocType,
      String iocValue,
      boolean late) {}

  /** OCSF's {@code severity_id} and its caption. */
  static Caption severity(Severity severity) {
    return switch (severity) {
      case CRITICAL -> new Caption(5, "Critical");
      case HIGH -> new Caption(4, "High");
      case MEDIUM -> new Caption(3, "Medium");
      case LOW -> new Caption(2, "Low");
      case INFO -> new Caption(1, "Informational");
    };
  }

  /** OCSF's {@code observable.type_id} and its caption. */
  static Caption observable(IndicatorType type) {
    return switch (type) {
      case FILE_HASH_SHA256, FILE_HASH_SHA1, FILE_HASH_MD5 -> new Caption(8, "Hash");
      case FILENAME -> new Caption(7, "File Name");
      case FILEPATH -> new Caption(45, "File Path");
      case REGISTRY_KEY -> new Caption(46, "Registry Key Path");
      case IPV4 -> new Caption(2, "IP Address");
      case DOMAIN -> new Caption(1, "Hostname");
      case URL -> new Caption(6, "URL String");
    };
  }

  /** A number of OCSF's and its text. */
  record Caption(int id, String text) {}
}
