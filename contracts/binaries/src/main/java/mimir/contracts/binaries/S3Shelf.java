package mimir.contracts.binaries;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A bucket of AWS S3 or of any object storage that speaks it. */
public final class S3Shelf implements BinaryShelf, AutoCloseable {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);

  /** From one byte to the next. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

  private static final int NOT_FOUND = 404;

  /** Up to so many are asked for one by one. */
  private static final int FEW = 3;

  private final S3Client client;
  private final String bucket;
  private final String prefix;

  private S3Shelf(S3Client client, String bucket, String prefix) {
    this.client = client;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  /**
   * With the credentials of the environment, of a profile, or of the machine, as AWS finds them.
   */
  public static S3Shelf of(URI place, Optional<URI> endpoint, String region) {
    return of(place, endpoint, region, DefaultCredentialsProvider.builder().build());
  }

  /**
   * @param place {@code s3://bucket} or {@code s3://bucket/a/folder}
   * @param endpoint of another storage than AWS; its buckets are asked for by path
   * @throws IllegalArgumentException says what is wrong with the place
   */
  public static S3Shelf of(
      URI place, Optional<URI> endpoint, String region, AwsCredentialsProvider credentials) {
    if (!"s3".equals(place.getScheme()) || place.getAuthority() == null) {
      throw new IllegalArgumentException("not s3://bucket or s3://bucket/folder: " + place);
    }
    String folder = place.getPath().replaceAll("^/+|/+$", "");
    var client =
        S3Client.builder()
            .region(Region.of(region))
            .credentialsProvider(credentials)
            .httpClient(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_MAX)
                    .socketTimeout(SILENCE_MAX)
                    .build())
            .forcePathStyle(endpoint.isPresent());
    endpoint.ifPresent(client::endpointOverride);
    return new S3Shelf(client.build(), place.getAuthority(), folder.isEmpty() ? "" : folder + "/");
  }

  @Override
  public void put(Path file, String sha256) throws IOException {
    String key = key(sha256);
    String checksum = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256));
    call(
        sha256,
        () ->
            client.putObject(
                request -> request.bucket(bucket).key(key).checksumSHA256(checksum),
                RequestBody.fromFile(file)));
    Files.delete(file);
  }

  @Override
  public Set<String> present(Set<String> sha256s) throws IOException {
    if (sha256s.size() > FEW) {
      Set<String> all = list().stream().map(Stored::sha256).collect(Collectors.toSet());
      return sha256s.stream().filter(all::contains).collect(Collectors.toSet());
    }
    var present = new HashSet<String>();
    for (String sha256 : sha256s) {
      if (has(sha256)) {
        present.add(sha256);
      }
    }
    return present;
  }

  private boolean has(String sha256) throws IOException {
    String key = key(sha256);
    try {
      call(sha256, () -> client.headObject(request -> request.bucket(bucket).key(key)));
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public InputStream open(String sha256) throws IOException {
    String key = key(sha256);
    var object = call(sha256, () -> client.getObject(request -> request.bucket(bucket).key(key)));
    return new FilterInputStream(object) {
      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return call(sha256, () -> super.read(into, offset, length));
      }

      @Override
      public void close() throws IOException {
        // Else the rest is read before the connection is kept for another.
        object.abort();
        super.close();
      }
    };
  }

  @Override
  public List<Stored> list() throws IOException {
    return call(
        bucket,
        () ->
            client
                .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
                .contents()
                .stream()
                .filter(it -> SHA256.matcher(it.key().substring(prefix.length())).matches())
                .map(it -> new Stored(it.key().substring(prefix.length()), it.lastModified()))
                .toList());
  }

  @Override
  public void remove(String sha256) throws IOException {
    String key = key(sha256);
    call(sha256, () -> client.deleteObject(request -> request.bucket(bucket).key(key)));
  }

  @Override
  public void close() {
    client.close();
  }

  private String key(String sha256) {
    return prefix + BinaryShelf.checked(sha256);
  }

  /** With the storage's own words, and none of its exceptions. */
  private static <T> T call(String what, Callable<T> request) throws IOException {
    try {
      return request.call();
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND && !"NoSuchBucket".equals(code(e))) {
        throw new NoSuchFileException(what);
      }
      throw new IOException("the object storage refuses: " + e.getMessage(), e);
    } catch (SdkException e) {
      throw new IOException("the object storage does not answer: " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String code(S3Exception e) {
    return e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
  }
}
