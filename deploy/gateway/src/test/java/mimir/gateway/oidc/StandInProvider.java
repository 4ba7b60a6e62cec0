package mimir.gateway.oidc;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/**
 * An OpenID provider that asks for no password: whoever comes is the person that the test has set.
 * As strict as a real one about the client, the redirect address, PKCE and used codes.
 */
public final class StandInProvider implements QuarkusTestResourceLifecycleManager {
  static final String CLIENT = "mimir";
  static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Who comes next, and what is changed of their token. */
  static volatile Visitor visitor;

  record Visitor(String subject, String username, List<String> groups, Consumer<JwtClaims> change) {
    Visitor(String subject, String username, String... groups) {
      this(subject, username, List.of(groups), _ -> {});
    }

    Visitor with(Consumer<JwtClaims> changed) {
      return new Visitor(subject, username, groups, changed);
    }
  }

  /** What the provider says in place of a code; null when it sends one. */
  static volatile String error;

  /** Signs in place of the provider's own key; null when that one signs. */
  static volatile RsaJsonWebKey otherKey;

  private record Begun(Map<String, String> asked, Visitor visitor) {}

  private final Map<String, Begun> codes = new ConcurrentHashMap<>();
  private HttpServer server;
  private RsaJsonWebKey key;
  private String issuer;

  @Override
  public Map<String, String> start() {
    try {
      key = newKey();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      issuer = "http://127.0.0.1:" + server.getAddress().getPort() + "/realm";
      server.createContext(
          "/realm/.well-known/openid-configuration", exchange -> answer(exchange, discovery()));
      server.createContext(
          "/realm/keys", exchange -> answer(exchange, new JsonWebKeySet(key).toJson()));
      server.createContext("/realm/authorize", this::authorize);
      server.createContext("/realm/token", this::token);
      server.createContext(
          "/realm/introspect",
          exchange ->
              answer(
                  exchange, "{\"active\":true,\"sub\":\"x\",\"preferred_username\":\"sso-gil\"}"));
      server.start();
      return Map.of(
          "mimir.oidc-issuer", issuer,
          "mimir.oidc-client-id", CLIENT,
          "mimir.oidc-client-secret", SECRET);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RsaJsonWebKey newKey() {
    try {
      RsaJsonWebKey made = RsaJwkGenerator.generateJwk(2048);
      made.setKeyId("key-1");
      return made;
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private String discovery() throws IOException {
    return JSON.writeValueAsString(
        Map.of(
            "issuer", issuer,
            "authorization_endpoint", issuer + "/authorize",
            "token_endpoint", issuer + "/token",
            "jwks_uri", issuer + "/keys",
            // It would say yes to whatever is asked.
            "introspection_endpoint", issuer + "/introspect"));
  }

  private void authorize(HttpExchange exchange) throws IOException {
    var asked = parameters(exchange.getRequestURI().getRawQuery());
    if (!CLIENT.equals(asked.get("client_id"))
        || !"code".equals(asked.get("response_type"))
        || !asked.get("redirect_uri").matches("https?://[^/]+/api/v1/session/oidc")
        || !"S256".equals(asked.get("code_challenge_method"))
        || !asked.containsKey("nonce")) {
      exchange.sendResponseHeaders(400, -1);
      return;
    }
    var code = UUID.randomUUID().toString();
    codes.put(code, new Begun(asked, visitor));
    String said = error == null ? "code=" + code : "error=" + error;
    exchange
        .getResponseHeaders()
        .add("Location", asked.get("redirect_uri") + "?" + said + "&state=" + asked.get("state"));
    exchange.sendResponseHeaders(302, -1);
  }

  private void token(HttpExchange exchange) throws IOException {
    var sent =
        parameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
    Begun begun = sent.containsKey("code") ? codes.remove(sent.get("code")) : null;
    if (begun == null
        || !basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))
        || !begun.asked().get("redirect_uri").equals(sent.get("redirect_uri"))
        || !begun.asked().get("code_challenge").equals(challenge(sent.get("code_verifier")))) {
      exchange.sendResponseHeaders(400, -1);
      return;
    }
    answer(
        exchange,
        JSON.writeValueAsString(
            Map.of(
                "access_token",
                "opaque",
                "token_type",
                "Bearer",
                "expires_in",
                300,
                "id_token",
                idToken(begun))));
  }

  private String idToken(Begun begun) {
    var claims = new JwtClaims();
    claims.setIssuer(issuer);
    claims.setAudience(CLIENT);
    claims.setSubject(begun.visitor().subject());
    claims.setIssuedAtToNow();
    claims.setExpirationTimeMinutesInTheFuture(5);
    claims.setClaim("nonce", begun.asked().get("nonce"));
    claims.setClaim("preferred_username", begun.visitor().username());
    claims.setClaim("groups", begun.visitor().groups());
    begun.visitor().change().accept(claims);
    RsaJsonWebKey signing = otherKey == null ? key : otherKey;
    var jws = new JsonWebSignature();
    jws.setPayload(claims.toJson());
    jws.setKey(signing.getPrivateKey());
    jws.setKeyIdHeaderValue(signing.getKeyId());
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(String.valueOf(verifier).getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> parameters(String form) {
    return Arrays.stream(form.split("&", -1))
        .map(each -> each.split("=", 2))
        .collect(Collectors.toMap(each -> each[0], each -> decoded(each[1])));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void stop() {
    server.stop(0);
  }
}
