package mimir.fleet.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One HTTP/1.1 response read from a stream, bounded as osquery bounds it. */
record HttpReply(int status, Map<String, String> headers, byte[] body) {

  /** Larger bodies fail with "body limit exceeded". */
  static final int BODY_BYTES_MAX = 8 << 20;

  private static final int HEADER_LINE_MAX = 16 << 10;

  static HttpReply read(InputStream in) throws IOException {
    while (true) {
      String[] statusLine = readLine(in).split(" ", 3);
      if (statusLine.length < 2 || !statusLine[0].startsWith("HTTP/1.")) {
        throw new IOException("not an HTTP response: " + String.join(" ", statusLine));
      }
      int status = statusOf(statusLine[1]);
      Map<String, String> headers = readHeaders(in);
      if (statusLine[0].equals("HTTP/1.0")) {
        headers.putIfAbsent("connection", "close");
      }
      // An interim answer such as 100 is followed by the one that counts.
      if (status >= 200) {
        return new HttpReply(status, headers, readBody(in, status, headers));
      }
    }
  }

  boolean closesConnection() {
    return "close".equalsIgnoreCase(headers.get("connection"));
  }

  Optional<String> redirect() {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> Optional.ofNullable(headers.get("location"));
      default -> Optional.empty();
    };
  }

  private static int statusOf(String text) throws IOException {
    try {
      return Integer.parseInt(text.trim());
    } catch (NumberFormatException e) {
      throw new IOException("not an HTTP status: " + text, e);
    }
  }

  private static Map<String, String> readHeaders(InputStream in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).trim().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).trim());
      }
    }
    return headers;
  }

  private static byte[] readBody(InputStream in, int status, Map<String, String> headers)
      throws IOException {
    if (status == 204 || status == 304) {
      return new byte[0];
    }
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      return readChunks(in);
    }
    String length = headers.get("content-length");
    if (length != null) {
      return readExactly(in, checked(Long.parseLong(length)));
    }
    headers.put("connection", "close");
    byte[] body = in.readNBytes(BODY_BYTES_MAX + 1);
    checked(body.length);
    return body;
  }

  private static byte[] readChunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String size = readLine(in).split(";", 2)[0].trim();
      int length = checked(Long.parseLong(size, 16));
      if (length == 0) {
        readHeaders(in);
        return body.toByteArray();
      }
      checked((long) body.size() + length);
      body.writeBytes(readExactly(in, length));
      readLine(in);
    }
  }

  private static byte[] readExactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the connection ended within the body");
    }
    return bytes;
  }

  private static int checked(long length) throws IOException {
    if (length < 0 || length > BODY_BYTES_MAX) {
      throw new IOException("body limit exceeded");
    }
    return (int) length;
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (line.length() == HEADER_LINE_MAX) {
        throw new IOException("header limit exceeded");
      }
      line.append((char) c);
    }
    int end = line.length();
    return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
  }
}
