package mimir.campaign.indicators;

import jakarta.ws.rs.core.MediaType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;

/** The body of an import, in one of four formats (I-4); UTF-8. */
final class ImportFile {
  static final String LINES = "text/plain";
  static final String CSV = "text/csv";
  static final String STIX = "application/stix+json";
  static final String MISP = "application/vnd.misp+json";

  /**
   * @param contentType one of these, whatever its parameters
   */
  static Imported read(String contentType, byte[] file) {
    String text = text(file);
    MediaType type = MediaType.valueOf(contentType);
    return switch (type.getType() + "/" + type.getSubtype()) {
      case LINES -> TextImport.lines(text);
      case CSV -> TextImport.csv(text);
      case STIX -> StixImport.read(text);
      case MISP -> MispImport.read(text);
      default -> throw new IllegalStateException("no reader for " + contentType);
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
