package mimir.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kept-alive connections of agents that only write. Whoever sends does not wait, and one thread
 * reads all replies: what the senders take of the machine is not there for the service.
 */
final class WriteConnections implements AutoCloseable {
  private static final int REPLY_BYTES_MAX = 4 * 1024;
  private static final String HEAD_END = "\r\n\r\n";
  private static final Pattern LENGTH =
      Pattern.compile("^content-length: *(\\d+)", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private final Selector selector = Selector.open();
  private final List<Connection> all = new ArrayList<>();
  private final BlockingQueue<Connection> idle = new LinkedBlockingQueue<>();
  private final Thread reader = Thread.ofPlatform().name("replies").daemon().unstarted(this::read);

  WriteConnections(int port, int connections) throws IOException {
    try {
      for (int n = 0; n < connections; n++) {
        all.add(new Connection(port));
      }
    } catch (IOException e) {
      close();
      throw e;
    }
    idle.addAll(all);
    reader.start();
  }

  /** Is told what became of a request, by the thread that reads. */
  interface Told {
    void reply(String body);

    void failed(IOException failure);
  }

  /** Blocks only while no connection is idle. */
  void send(byte[] request, Told told) throws IOException, InterruptedException {
    idle.take().send(request, told);
  }

  private void read() {
    try {
      while (selector.isOpen()) {
        selector.select(key -> ((Connection) key.attachment()).read());
      }
    } catch (ClosedSelectorException e) {
      // Closed between two looks.
    } catch (IOException e) {
      throw new IllegalStateException("the replies cannot be read", e);
    }
  }

  private final class Connection {
    private final SocketChannel channel;
    private final ByteBuffer reply = ByteBuffer.allocate(REPLY_BYTES_MAX);
    private volatile Told told;

    Connection(int port) throws IOException {
      channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
    }

    void send(byte[] request, Told whom) throws IOException {
      told = whom;
      var bytes = ByteBuffer.wrap(request);
      channel.write(bytes);
      if (bytes.hasRemaining()) {
        throw new IOException("a request is larger than the socket's buffer");
      }
    }

    void read() {
      try {
        if (channel.read(reply) < 0) {
          throw new SocketException("closed");
        }
        String body = body(new String(reply.array(), 0, reply.position(), StandardCharsets.UTF_8));
        if (body != null) {
          Told whom = told;
          reply.clear();
          idle.add(this);
          whom.reply(body);
        }
      } catch (IOException e) {
        giveUp(e);
      }
    }

    private void giveUp(IOException e) {
      try {
        channel.close();
      } catch (IOException alsoThis) {
        e.addSuppressed(alsoThis);
      }
      if (told != null) {
        told.failed(e);
      }
    }
  }

  /** Null while it is not there as a whole. */
  static String body(String reply) throws IOException {
    int head = reply.indexOf(HEAD_END);
    if (head < 0) {
      return null;
    }
    Matcher length = LENGTH.matcher(reply.substring(0, head));
    if (!length.find()) {
      throw new IOException("a reply without a length: " + reply);
    }
    String body = reply.substring(head + HEAD_END.length());
    return body.length() < Integer.parseInt(length.group(1)) ? null : body;
  }

  @Override
  public void close() throws IOException {
    selector.close();
    for (Connection each : all) {
      each.channel.close();
    }
  }
}
