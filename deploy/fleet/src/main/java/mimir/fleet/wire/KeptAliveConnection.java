package mimir.fleet.wire;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * The one connection an agent keeps to its server, with the habits of osquery's HTTP client: a
 * request that breaks is sent a second time without a word, one that takes too long is not.
 *
 * <p>Written over a socket because it must lose replies on purpose, re-send in just this way, and
 * exist twenty thousand times.
 */
final class KeptAliveConnection implements AutoCloseable {

  private static final int REDIRECTS_MAX = 10;
  private static final int READ_BUFFER_BYTES = 1024;
  private static final int ONE_PIECE_BYTES_MAX = 8 * 1024;

  private final ServerAddress server;
  private final NetworkConditions network;
  private final ScheduledExecutorService deadlines;
  private final ConnectionSlots slots;
  private final AgentEvents events;
  private final String userAgent;
  private final AtomicLong resent = new AtomicLong();

  private volatile Socket wire;
  private URI connectedTo;
  private int address;
  private long connectingNanos;
  private InputStream in;
  private OutputStream out;

  KeptAliveConnection(
      ServerAddress server,
      NetworkConditions network,
      ScheduledExecutorService deadlines,
      ConnectionSlots slots,
      AgentEvents events,
      String userAgent,
      int firstAddress) {
    this.server = server;
    this.network = network;
    this.deadlines = deadlines;
    this.slots = slots;
    this.events = events;
    this.address = firstAddress;
    this.userAgent = userAgent;
  }

  /** Requests that went out a second time because the first broke. */
  long resent() {
    return resent.get();
  }

  /**
   * Posts and reads the reply's body, whatever its status says.
   *
   * @param losesReply asked once the reply is there; true is a connection that broke before it
   */
  byte[] post(String path, byte[] body, Optional<String> nodeKey, BooleanSupplier losesReply)
      throws IOException {
    // Not within the request's time: what is waited for here is this machine's and not a server's.
    slots.hold(this);
    long from = System.nanoTime();
    connectingNanos = 0;
    boolean replied = false;
    try {
      byte[] reply = inTime(path, body, nodeKey, losesReply);
      replied = true;
      return reply;
    } finally {
      if (connected()) {
        slots.rest(this);
      } else {
        slots.release();
      }
      events.requested(path, System.nanoTime() - from, connectingNanos, replied);
    }
  }

  private byte[] inTime(
      String path, byte[] body, Optional<String> nodeKey, BooleanSupplier losesReply)
      throws IOException {
    AtomicBoolean timedOut = new AtomicBoolean();
    ScheduledFuture<?> deadline =
        deadlines.schedule(
            () -> {
              timedOut.set(true);
              cut();
            },
            server.requestTimeout().toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      URI target = server.base().resolve(path);
      boolean again = false;
      while (true) {
        try {
          return followed(target, body, nodeKey, losesReply);
        } catch (IOException e) {
          cut();
          if (timedOut.get()) {
            InterruptedIOException timeout = new InterruptedIOException("the request timed out");
            timeout.initCause(e);
            throw timeout;
          }
          if (again || !network.online()) {
            throw e;
          }
          again = true;
          resent.incrementAndGet();
        }
      }
    } finally {
      deadline.cancel(false);
    }
  }

  private byte[] followed(
      URI first, byte[] body, Optional<String> nodeKey, BooleanSupplier losesReply)
      throws IOException {
    URI target = first;
    for (int redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
      HttpReply reply = exchange(target, body, nodeKey);
      if (losesReply.getAsBoolean()) {
        throw new IOException("the reply was lost");
      }
      if (reply.closesConnection()) {
        cut();
      }
      if (reply.redirect().isEmpty()) {
        return reply.body();
      }
      target = target.resolve(reply.redirect().get());
    }
    throw new IOException("Exceeded max of " + REDIRECTS_MAX + " redirects");
  }

  private HttpReply exchange(URI target, byte[] body, Optional<String> nodeKey) throws IOException {
    if (!network.online()) {
      throw new NoRouteToHostException("the host is offline");
    }
    if (!connected() || !ServerAddress.sameServer(target, connectedTo)) {
      cut();
      long from = System.nanoTime();
      try {
        connect(target);
      } finally {
        connectingNanos += System.nanoTime() - from;
      }
    }
    StringBuilder head = new StringBuilder(256);
    head.append("POST ").append(target.getRawPath()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(target.getRawAuthority()).append("\r\n");
    head.append("User-Agent: ").append(userAgent).append("\r\n");
    head.append("Accept: application/json\r\nContent-Type: application/json\r\n");
    nodeKey.ifPresent(key -> head.append("Authorization: NodeKey ").append(key).append("\r\n"));
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    send(head.toString().getBytes(StandardCharsets.ISO_8859_1), body);
    return HttpReply.read(in);
  }

  /** As osquery does, in one piece where it is small: one packet, one look of the server's. */
  private void send(byte[] head, byte[] body) throws IOException {
    if (body.length <= ONE_PIECE_BYTES_MAX) {
      byte[] request = Arrays.copyOf(head, head.length + body.length);
      System.arraycopy(body, 0, request, head.length, body.length);
      out.write(request);
    } else {
      out.write(head);
      out.write(body);
    }
    out.flush();
  }

  private boolean connected() {
    Socket socket = wire;
    return socket != null && !socket.isClosed();
  }

  private void connect(URI target) throws IOException {
    Socket plain = reached(target);
    boolean tls = target.getScheme().equals("https");
    Socket socket = tls ? encrypted(plain, target.getHost()) : plain;
    in = new BufferedInputStream(socket.getInputStream(), READ_BUFFER_BYTES);
    out = socket.getOutputStream();
    connectedTo = target;
  }

  /** The first address that takes the connection; the next time begins with it. */
  private Socket reached(URI target) throws IOException {
    IOException refusal = new IOException("no address");
    for (InetSocketAddress each : server.addresses(target, address)) {
      // The plain socket is kept: closing it from outside ends every wait, a TLS close might not.
      Socket plain = new Socket();
      wire = plain;
      try {
        plain.setTcpNoDelay(true);
        plain.connect(each, Math.toIntExact(server.requestTimeout().toMillis()));
        return plain;
      } catch (ConnectException e) {
        refusal = e;
        address++;
      }
    }
    throw refusal;
  }

  private SSLSocket encrypted(Socket plain, String host) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            server.trust().getSocketFactory().createSocket(plain, host, plain.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** Cuts the connection, from any thread; the next request opens another. */
  @Override
  public void close() {
    cut();
    slots.closed(this);
  }

  /** As {@link #close}, for whoever has given its place to another. */
  void cut() {
    Socket socket = wire;
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // A socket that cannot be closed is of no more use than a closed one.
        wire = null;
      }
    }
  }
}
