package mimir.gateway.sessions;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Where a request comes from. Forwarded headers count only when the peer is one of {@code
 * MIMIR_TRUSTED_PROXIES}; from anybody else they are noise.
 */
@ApplicationScoped
public class ClientAddress {
  private final Set<String> trusted;

  ClientAddress(
      @ConfigProperty(name = "mimir.gateway.trusted-proxies") Optional<List<String>> trusted) {
    this.trusted = Set.copyOf(trusted.orElse(List.of()));
  }

  public String of(HttpServerRequest request) {
    return address(peer(request), request.getHeader("X-Forwarded-For"), trusted);
  }

  /** Whether the person's own connection is TLS. */
  public boolean isSecure(HttpServerRequest request) {
    return request.isSSL()
        || (trusted.contains(peer(request))
            && "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto")));
  }

  /** The last address that no proxy of ours added: what stands before it, anybody may have sent. */
  static String address(String peer, String forwardedFor, Set<String> trusted) {
    if (forwardedFor == null || !trusted.contains(peer)) {
      return peer;
    }
    return Arrays.asList(forwardedFor.split(",", -1)).reversed().stream()
        .map(String::strip)
        .filter(each -> !trusted.contains(each))
        .findFirst()
        .filter(each -> !each.isEmpty() && each.length() <= 45)
        .orElse(peer);
  }

  private static String peer(HttpServerRequest request) {
    return request.connection().remoteAddress().hostAddress();
  }
}
