package mimir.fleet.update;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import mimir.contracts.Refused;
import mimir.contracts.agreed.Manifest;

/**
 * What a server tells an agent to install.
 *
 * @param manifest what must have been signed
 * @param signature as it came: 128 hexadecimal digits, if it is one
 */
record UpdateOffer(Manifest manifest, String signature) {

  /**
   * None when there is nothing to install.
   *
   * @throws IOException says which field cannot be
   */
  static Optional<UpdateOffer> of(JsonNode reply) throws IOException {
    JsonNode offer = reply.path("offer");
    if (offer.isNull() || offer.isMissingNode()) {
      return Optional.empty();
    }
    try {
      var manifest =
          new Manifest(
              text(offer, "version"),
              text(offer, "os"),
              text(offer, "arch"),
              text(offer, "url"),
              text(offer, "sha256"),
              Manifest.timestamp(text(offer, "manifest_timestamp")));
      return Optional.of(new UpdateOffer(manifest, text(offer, "signature")));
    } catch (Refused e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static String text(JsonNode offer, String field) {
    return offer.path(field).textValue();
  }
}
