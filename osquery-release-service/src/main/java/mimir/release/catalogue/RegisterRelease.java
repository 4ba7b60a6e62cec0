package mimir.release.catalogue;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.release.ReleaseEvent.SignedManifest;
import mimir.contracts.runtime.Ids;
import mimir.contracts.runtime.Operator;
import mimir.release.binaries.BinaryStore;
import mimir.release.binaries.BinaryStore.Received;
import mimir.release.binaries.Upload;

/** Registers a release, with its binary or without (O-2, O-3). */
@ApplicationScoped
class RegisterRelease {
  private static final Set<String> FIELDS =
      Set.of("version", "os", "arch", "download_url", "sha256", "signature", "manifest_timestamp");

  private final Releases releases;
  private final ReleaseTables tables;
  private final ReleaseKeys keys;
  private final Upload upload;
  private final BinaryStore store;
  private final Operator operator;
  private final InstantSource clock;

  RegisterRelease(
      Releases releases,
      ReleaseTables tables,
      ReleaseKeys keys,
      Upload upload,
      BinaryStore store,
      Operator operator,
      InstantSource clock) {
    this.releases = releases;
    this.tables = tables;
    this.keys = keys;
    this.upload = upload;
    this.store = store;
    this.operator = operator;
    this.clock = clock;
  }

  /** Without a binary. */
  UUID register(RegisterRequest request) {
    return register(ReleaseRules.signed(request, keys.trusted(), clock.instant()));
  }

  /**
   * A form with the binary: nothing of it is left when it is refused. Only when its release is
   * there already may it be that other one's, and what nobody names is swept within a day.
   */
  UUID register(String contentType, InputStream form) throws IOException {
    var read = upload.read(contentType, form, FIELDS);
    boolean kept = false;
    try {
      SignedManifest signed =
          ReleaseRules.signed(request(read.fields()), keys.trusted(), clock.instant());
      matches(signed, read.binary());
      // Before it is kept: what is refused must not be the binary of the one that is there.
      if (tables.find(signed).isPresent()) {
        throw ReleaseRules.exists(signed);
      }
      // Before the release is there: a release that says that it has its binary has it.
      store.keep(read.binary());
      kept = true;
      return register(signed);
    } finally {
      if (!kept) {
        store.discard(read.binary());
      }
    }
  }

  private static RegisterRequest request(Map<String, String> fields) {
    return new RegisterRequest(
        fields.get("version"),
        fields.get("os"),
        fields.get("arch"),
        fields.get("download_url"),
        fields.get("sha256"),
        fields.get("signature"),
        fields.get("manifest_timestamp"));
  }

  private static void matches(SignedManifest signed, Received binary) {
    if (!signed.sha256().equals(binary.sha256())) {
      throw new Refused(
          ErrorCode.SHA256_MISMATCH,
          "The binary's SHA-256 is %s (%,d bytes), and the manifest says %s."
              .formatted(binary.sha256(), binary.bytes(), signed.sha256()));
    }
  }

  private UUID register(SignedManifest signed) {
    UUID id = Ids.next();
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              ReleaseRules.notReplayed(signed, tables.approvedBefore(signed));
              releases.append(
                  releases.open(id),
                  operator.actor(),
                  ReleaseRules.register(id, signed, operator.username(), clock.instant()));
            });
    return id;
  }
}
