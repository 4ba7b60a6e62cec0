package mimir.release.binaries;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.release.binaries.BinaryStore.Received;
import org.apache.commons.fileupload.FileItemIterator;
import org.apache.commons.fileupload.FileItemStream;
import org.apache.commons.fileupload.FileUpload;
import org.apache.commons.fileupload.FileUploadException;
import org.apache.commons.fileupload.MultipartStream;
import org.apache.commons.fileupload.UploadContext;

/** Reads a form as it arrives: its fields, and the part {@code binary} into the store. */
@ApplicationScoped
public class Upload {
  private static final String BINARY = "binary";
  private static final int FIELD_BYTES_MAX = 4_096;

  private final BinaryStore store;

  Upload(BinaryStore store) {
    this.store = store;
  }

  /** A form; its binary is not kept yet. */
  public record Form(Map<String, String> fields, Received binary) {}

  private record Body(String contentType, InputStream stream) implements UploadContext {
    @Override
    public String getCharacterEncoding() {
      return StandardCharsets.UTF_8.name();
    }

    @Override
    public String getContentType() {
      return contentType;
    }

    // What is counted is what arrives, not what was said.
    @Override
    public long contentLength() {
      return -1;
    }

    @Override
    @SuppressWarnings("deprecation")
    public int getContentLength() {
      return -1;
    }

    @Override
    public InputStream getInputStream() {
      return stream;
    }
  }

  /**
   * @param known names of fields that there may be
   * @throws Refused MALFORMED_REQUEST, INVALID_FIELD or TOO_LARGE, and then nothing is left
   */
  public Form read(String contentType, InputStream stream, Set<String> known) throws IOException {
    var fields = new HashMap<String, String>();
    Received binary = null;
    boolean complete = false;
    try {
      FileItemIterator parts = new FileUpload().getItemIterator(new Body(contentType, stream));
      while (parts.hasNext()) {
        FileItemStream part = parts.next();
        String name = part.getFieldName();
        if (BINARY.equals(name) && binary == null) {
          try (var bytes = part.openStream()) {
            binary = store.receive(bytes);
          }
        } else if (known.contains(name) && !fields.containsKey(name)) {
          fields.put(name, text(name, part));
        } else {
          throw new Refused(
              ErrorCode.MALFORMED_REQUEST, "The form has a part that is unknown, or comes twice.");
        }
      }
      if (binary == null) {
        throw Refused.invalidField(BINARY, "The form has no part named binary.");
      }
      complete = true;
      return new Form(fields, binary);
    } catch (FileUploadException | MultipartStream.MalformedStreamException e) {
      throw new Refused(ErrorCode.MALFORMED_REQUEST, "The form cannot be read to its end.");
    } finally {
      if (!complete && binary != null) {
        store.discard(binary);
      }
    }
  }

  private static String text(String name, FileItemStream part) throws IOException {
    try (var bytes = part.openStream()) {
      byte[] text = bytes.readNBytes(FIELD_BYTES_MAX + 1);
      if (text.length > FIELD_BYTES_MAX) {
        throw Refused.invalidField(name, name + " has more than 4,096 bytes.");
      }
      return new String(text, StandardCharsets.UTF_8);
    }
  }
}
