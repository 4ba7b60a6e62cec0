package mimir.dispatch.releases;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mimir.contracts.agreed.Manifest;
import mimir.contracts.binaries.S3Shelf;
import mimir.contracts.release.ReleaseEvent.SignedManifest;
import mimir.contracts.signature.TrustedKeys;
import mimir.dispatch.DispatchLimits;
import org.jboss.logging.Logger;

/** The binaries of releases, found only when what was signed and what is stored agree. */
@ApplicationScoped
public class Binaries {
  private static final Logger LOG = Logger.getLogger(Binaries.class);
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final String ATTRIBUTES = "unix:size,lastModifiedTime,ctime,ino";

  private final LocalCopies copies;
  private final TrustedKeys keys;
  private final InstantSource clock;
  private final Map<String, Verdict> verdicts = new ConcurrentHashMap<>();
  private final Map<SignedManifest, String> told = new ConcurrentHashMap<>();

  Binaries(DispatchLimits limits, InstantSource clock) {
    this.clock = clock;
    this.copies =
        new LocalCopies(
            limits.releaseStore(),
            limits
                .releaseBucket()
                .map(
                    bucket ->
                        S3Shelf.of(
                            bucket, limits.releaseBucketEndpoint(), limits.releaseBucketRegion())),
            clock);
    this.keys = TrustedKeys.of(limits.releasePublicKeys().orElse(List.of()));
  }

  /** A file that hashes to what was signed. */
  public record Binary(Path file, long bytes, String sha256) {}

  /** Of which file it was; the time of its last change cannot be set back by who writes it. */
  private record Verdict(Map<String, Object> of, boolean good) {}

  /** With a key that cannot be trusted the service does not start. */
  void check(@Observes StartupEvent start) {
    if (keys.isEmpty()) {
      LOG.warn("no release is offered: MIMIR_RELEASE_PUBLIC_KEYS names no key");
    }
  }

  Optional<Binary> find(SignedManifest signed) {
    var manifest =
        new Manifest(
            signed.version(),
            signed.os(),
            signed.arch(),
            signed.downloadUrl(),
            signed.sha256(),
            signed.manifestTimestamp());
    if (!keys.verify(manifest, signed.signature())) {
      return withheld(
          signed, "its signature does not verify with any of MIMIR_RELEASE_PUBLIC_KEYS");
    }
    if (!manifest.fresh(clock.instant())) {
      return withheld(
          signed,
          "it was signed on %s, and agents would refuse it".formatted(signed.manifestTimestamp()));
    }
    // The manifest holds nothing but 64 digits there.
    Path file = copies.file(signed.sha256());
    try {
      copies.ensure(signed.sha256());
      Map<String, Object> now = Files.readAttributes(file, ATTRIBUTES);
      Verdict verdict =
          verdicts.compute(
              signed.sha256(),
              (sha256, known) ->
                  known != null && known.of().equals(now)
                      ? known
                      : new Verdict(now, sha256.equals(hash(file))));
      if (!verdict.good()) {
        return withheld(signed, "the binary %s is not what was signed".formatted(signed.sha256()));
      }
      told.remove(signed);
      return Optional.of(new Binary(file, (Long) now.get("size"), signed.sha256()));
    } catch (NoSuchFileException e) {
      return withheld(signed, "its binary is not in the store, " + copies);
    } catch (IOException | UncheckedIOException e) {
      // No verdict: it is tried again.
      return withheld(signed, "its binary cannot be read: " + e);
    }
  }

  /** Forgets copies of what is rolled out no more. */
  void tidy(Set<String> wanted) throws IOException {
    copies.tidy(wanted);
  }

  /** Told when it begins and not with each agent that asks. */
  private Optional<Binary> withheld(SignedManifest signed, String why) {
    if (!why.equals(told.put(signed, why))) {
      LOG.errorf(
          "osquery %s for %s/%s is neither offered nor served: %s",
          signed.version(), signed.os(), signed.arch(), why);
    }
    return Optional.empty();
  }

  private static String hash(Path file) {
    try (var bytes = Files.newInputStream(file)) {
      var digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER_BYTES];
      int read;
      while ((read = bytes.read(buffer)) >= 0) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
