package mimir.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Kept-alive connections of which each sends its poll as soon as the last one is answered, in one
 * thread and with next to no work for each, so that the machine is left to the server. Every answer
 * is compared with the first one, byte for byte.
 */
final class PollLoad implements AutoCloseable {
  private static final int ANSWER_BYTES_MAX = 4_096;

  private final Selector selector = Selector.open();
  private final ByteBuffer read = ByteBuffer.allocateDirect(ANSWER_BYTES_MAX);
  private final List<Poller> pollers = new ArrayList<>();
  private byte[] expected;

  private static final class Poller {
    final SocketChannel channel;
    final ByteBuffer request;
    int answered;

    Poller(SocketChannel channel, String nodeKey) {
      this.channel = channel;
      byte[] bytes = poll(nodeKey).getBytes(US_ASCII);
      this.request = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    void send() throws IOException {
      request.rewind();
      channel.write(request);
      if (request.hasRemaining()) {
        throw new IOException("a poll does not fit into the send buffer");
      }
    }
  }

  PollLoad(int port, List<String> nodeKeys) throws IOException {
    for (String key : nodeKeys) {
      var channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      var poller = new Poller(channel, key);
      if (expected == null) {
        expected = first(poller);
      }
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, poller);
      pollers.add(poller);
    }
  }

  /** As osquery sends it: the key in the header and in the body. */
  static String poll(String nodeKey) {
    var body = "{\"node_key\":\"" + nodeKey + "\"}";
    return "POST /api/v1/osquery/distributed/read HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        + "Connection: keep-alive\r\nAuthorization: NodeKey "
        + nodeKey
        + "\r\nContent-Type: application/json\r\nAccept: application/json\r\n"
        + "User-Agent: osquery/5.23.0\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /** The answer of all polls. */
  String answer() {
    return new String(expected, US_ASCII);
  }

  private byte[] first(Poller poller) throws IOException {
    poller.send();
    var answer = ByteBuffer.allocate(ANSWER_BYTES_MAX);
    while (!new String(answer.array(), 0, answer.position(), US_ASCII).endsWith("}")) {
      if (poller.channel.read(answer) < 0) {
        throw new IOException("closed: " + new String(answer.array(), US_ASCII).strip());
      }
    }
    var bytes = new byte[answer.position()];
    answer.flip().get(bytes);
    return bytes;
  }

  /** Polls answered a second. At the end every connection waits for nothing. */
  double run(long nanos) throws IOException {
    for (Poller each : pollers) {
      each.send();
    }
    int open = pollers.size();
    long polls = 0;
    long from = System.nanoTime();
    long end = from + nanos;
    while (open > 0) {
      selector.select();
      // One look at the clock a round: it counts until the first round after the end.
      boolean going = System.nanoTime() < end;
      var keys = selector.selectedKeys();
      for (SelectionKey key : keys) {
        if (took((Poller) key.attachment())) {
          polls += going ? 1 : 0;
          open -= going ? 0 : 1;
          if (going) {
            ((Poller) key.attachment()).send();
          }
        }
      }
      keys.clear();
    }
    return polls * 1e9 / nanos;
  }

  /** Whether the answer is whole. */
  private boolean took(Poller poller) throws IOException {
    read.clear();
    if (poller.channel.read(read) < 0) {
      throw new IOException("a connection was closed");
    }
    read.flip();
    while (read.hasRemaining()) {
      if (poller.answered == expected.length || read.get() != expected[poller.answered]) {
        throw new IOException("another answer than " + answer());
      }
      poller.answered++;
    }
    boolean whole = poller.answered == expected.length;
    poller.answered = whole ? 0 : poller.answered;
    return whole;
  }

  @Override
  public void close() throws IOException {
    for (Poller each : pollers) {
      each.channel.close();
    }
    selector.close();
  }
}
