package mimir.ingest.export;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A file as an answer, written while it is sent. When it cannot be finished the connection is
 * broken off, so that no reader takes a half for the whole.
 */
public final class Download {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final DateTimeFormatter NAME_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * @param name of the file, before its time
   */
  public static Response.ResponseBuilder of(
      String name, Instant at, ExportFormat format, StreamingOutput content) {
    StreamingOutput body =
        out -> {
          var buffered = new BufferedOutputStream(out, BUFFER_BYTES);
          content.write(buffered);
          buffered.flush();
        };
    return Response.ok(body)
        .header(HttpHeaders.CONTENT_TYPE, format.mediaType())
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"%s-%s.%s\""
                .formatted(name, NAME_TIME.format(at), format.extension()));
  }

  private Download() {}
}
