package mimir.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A web server that does nothing but to send files: what can be had of this machine. */
final class NginxPeer implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(20);

  private final Process process;
  private final int port;

  private NginxPeer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * As many workers as the service has event loops, and the kernel copies the file.
   *
   * @param data gets its configuration and its log
   * @param files its root
   */
  static NginxPeer start(Path data, Path files) throws IOException {
    Files.createDirectories(data);
    int port = ServerProcess.freePort();
    Path configuration = data.resolve("nginx.conf");
    Files.writeString(
        configuration,
        """
        daemon off;
        user root;
        pid %1$s/nginx.pid;
        error_log %1$s/error.log;
        worker_processes %2$d;
        events { worker_connections 1024; }
        http {
          access_log off;
          sendfile on;
          tcp_nopush on;
          keepalive_requests 1000000;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          server {
            listen 127.0.0.1:%3$d;
            root %4$s;
          }
        }
        """
            .formatted(data, Runtime.getRuntime().availableProcessors(), port, files));
    var process =
        new ProcessBuilder(
                List.of(
                    System.getProperty("bench.nginx"),
                    "-p",
                    data.toString(),
                    "-e",
                    data.resolve("error.log").toString(),
                    "-c",
                    configuration.toString()))
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("nginx.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    var peer = new NginxPeer(process, port);
    Await.until(START_MAX, () -> peer.accepts(data));
    return peer;
  }

  private boolean accepts(Path data) {
    if (!process.isAlive()) {
      throw new IllegalStateException("nginx did not start, see " + data);
    }
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
