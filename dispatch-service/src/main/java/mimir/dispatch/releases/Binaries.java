package mimir.dispatch.releases;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mimir.contracts.agreed.Manifest;
import mimir.contracts.release.ReleaseEvent.SignedManifest;
import mimir.contracts.signature.TrustedKeys;
import mimir.dispatch.DispatchLimits;
import org.jboss.logging.Logger;

/** The binaries of releases, found only when what was signed and what is stored agree. */
@ApplicationScoped
public class Binaries {
  private static final Logger LOG = Logger.getLogger(Binaries.class);
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path store;
  private final TrustedKeys keys;
  private final Map<String, Verdict> verdicts = new ConcurrentHashMap<>();

  Binaries(DispatchLimits limits) {
    this.store = limits.releaseStore().toAbsolutePath();
    this.keys = TrustedKeys.of(limits.releasePublicKeys().orElse(List.of()));
  }

  /** A file that hashes to what was signed. */
  public record Binary(Path file, long bytes, String sha256) {}

  /** What a file must still be for its verdict to hold. */
  private record Verdict(long bytes, FileTime modified, Object inode, boolean good) {
    boolean holds(BasicFileAttributes now) {
      return bytes == now.size()
          && modified.equals(now.lastModifiedTime())
          && (inode == null || inode.equals(now.fileKey()));
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
      LOG.errorf(
          "osquery %s for %s/%s is not offered: its signature does not verify with any of"
              + " MIMIR_RELEASE_PUBLIC_KEYS",
          signed.version(), signed.os(), signed.arch());
      return Optional.empty();
    }
    // The manifest holds nothing but 64 digits there.
    Path file = store.resolve(signed.sha256());
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      Verdict verdict =
          verdicts.compute(
              signed.sha256(),
              (sha256, known) ->
                  known != null && known.holds(attributes)
                      ? known
                      : verdict(file, attributes, sha256));
      return verdict.good()
          ? Optional.of(new Binary(file, attributes.size(), signed.sha256()))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      LOG.warnf(
          "osquery %s for %s/%s is not offered: its binary is not in the store",
          signed.version(), signed.os(), signed.arch());
      return Optional.empty();
    } catch (IOException e) {
      LOG.errorf("a binary cannot be read: %s", e);
      return Optional.empty();
    }
  }

  private static Verdict verdict(Path file, BasicFileAttributes attributes, String sha256) {
    boolean good = sha256.equals(hash(file));
    if (!good) {
      LOG.errorf("the binary %s is not what was signed: it is not served", sha256);
    }
    return new Verdict(
        attributes.size(), attributes.lastModifiedTime(), attributes.fileKey(), good);
  }

  /** Empty for what cannot be read. */
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
      LOG.errorf("a binary cannot be read: %s", e);
      return "";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
