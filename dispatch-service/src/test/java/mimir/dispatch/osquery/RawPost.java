package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A request whose body comes in pieces, or not at all, on a connection of its own. */
final class RawPost implements AutoCloseable {
  private final Socket socket;
  private final String path;

  RawPost(int port, String path) throws IOException {
    this.path = path;
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
  }

  /**
   * @param key for the header, or null
   * @param length that is claimed of the body, in bytes
   */
  void head(String key, int length) throws IOException {
    write(
        """
        POST %s HTTP/1.1
        Host: x
        %sContent-Length: %d

        """
            .formatted(path, key == null ? "" : "Authorization: NodeKey " + key + "\n", length)
            .replace("\n", "\r\n"));
  }

  void write(String piece) throws IOException {
    write(piece.getBytes(UTF_8));
  }

  void write(byte[] piece) throws IOException {
    socket.getOutputStream().write(piece);
  }

  /** The body of the first answer on this connection. */
  String reply() throws IOException {
    var text = new StringBuilder();
    var input = socket.getInputStream();
    while (text.indexOf("\r\n\r\n") < 0) {
      int each = input.read();
      assertThat(each).as("closed after: " + text).isNotNegative();
      text.append((char) each);
    }
    var length = text.toString().replaceFirst("(?si).*content-length: (\\d+).*", "$1");
    return new String(input.readNBytes(Integer.parseInt(length)), UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
