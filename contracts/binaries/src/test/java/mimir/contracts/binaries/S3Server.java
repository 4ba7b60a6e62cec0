package mimir.contracts.binaries;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.gaul.s3proxy.Main;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** S3Proxy, which speaks S3 with signatures and checksums over a directory, as a process. */
final class S3Server implements AutoCloseable {
  static final String BUCKET = "binaries";
  private static final Duration START_MAX = Duration.ofSeconds(60);

  private final Process process;
  private final Path files;
  private final int port;

  private S3Server(Process process, Path files, int port) {
    this.process = process;
    this.files = files;
    this.port = port;
  }

  static S3Server start(Path directory) throws IOException, InterruptedException {
    int port = freePort();
    Path files = directory.resolve("files");
    Files.createDirectories(files.resolve(BUCKET));
    Path settings =
        Files.writeString(
            directory.resolve("s3proxy.conf"),
            """
            s3proxy.endpoint=http://127.0.0.1:%d
            s3proxy.authorization=aws-v4
            s3proxy.identity=identity
            s3proxy.credential=credential
            jclouds.provider=filesystem-nio2
            jclouds.identity=x
            jclouds.credential=x
            jclouds.filesystem.basedir=%s
            """
                .formatted(port, files));
    var process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx96m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName(),
                    "--properties",
                    settings.toString()))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("s3proxy.log").toFile())
            .start();
    var server = new S3Server(process, files, port);
    Instant until = Instant.now().plus(START_MAX);
    while (!server.accepts()) {
      if (!process.isAlive() || Instant.now().isAfter(until)) {
        throw new IOException(Files.readString(directory.resolve("s3proxy.log")));
      }
      // Between two looks at a port, and not instead of one.
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return server;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean accepts() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  S3Shelf shelf(String place, String secret) {
    return S3Shelf.of(
        URI.create(place),
        Optional.of(URI.create("http://127.0.0.1:" + port)),
        "us-east-1",
        StaticCredentialsProvider.create(AwsBasicCredentials.create("identity", secret)));
  }

  /** What lies in the bucket, as the server's disk has it. */
  Path file(String key) {
    return files.resolve(BUCKET).resolve(key);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
