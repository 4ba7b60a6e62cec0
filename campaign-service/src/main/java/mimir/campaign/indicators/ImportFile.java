package mimir.campaign.indicators;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;

/** The body of an import, in one of four formats (I-4); UTF-8. */
final class ImportFile {
  static final String LINES = "text/plain";
  static final String CSV = "text/csv";
  static final String STIX = "application/stix+json";
  static final String MISP = "application/vnd.misp+json";

  /**
   * @param contentType one of these, whatever its parameters; null when there is none
   * @throws Refused {@code unsupported_media_type}, {@code malformed_request}, {@code
   *     invalid_field}
   */
  static Imported read(String contentType, byte[] file) {
    String type = contentType == null ? "" : contentType.replaceFirst(";.*", "").strip();
    return switch (type.toLowerCase(Locale.ROOT)) {
      case LINES -> TextImport.lines(text(file));
      case CSV -> TextImport.csv(text(file));
      case STIX -> StixImport.read(text(file));
      case MISP -> MispImport.read(text(file));
      default ->
          throw new Refused(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              "Send %s, %s, %s or %s.".formatted(LINES, CSV, STIX, MISP));
    };
  }

  private static String text(byte[] file) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
      // Some programs of Windows begin every file so.
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException _) {
      throw new Refused(ErrorCode.MALFORMED_REQUEST, "The body is no UTF-8.");
    }
  }

  private ImportFile() {}
}
