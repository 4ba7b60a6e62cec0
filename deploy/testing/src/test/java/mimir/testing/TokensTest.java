package mimir.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class TokensTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void a_token_is_verified_by_the_published_key() throws Exception {
    var token = Tokens.admin("alice");
    var key =
        JSON.readTree(Files.readString(Path.of(URI.create(SigningKey.jwksUrl()))))
            .path("keys")
            .path(0);
    var publicKey =
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(number(key.path("n")), number(key.path("e"))));
    var signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(publicKey);
    var dot = token.lastIndexOf('.');
    signature.update(token.substring(0, dot).getBytes(UTF_8));

    assertThat(signature.verify(Base64.getUrlDecoder().decode(token.substring(dot + 1)))).isTrue();
    assertThat(part(token, 0).path("kid")).isEqualTo(key.path("kid"));
  }

  @Test
  void claims_say_who_and_what() throws Exception {
    var claims = part(Tokens.operatorWith("carol", "can_launch_fleet_hunts"), 1);

    assertThat(claims.path("iss").asText()).isEqualTo("mimir-gateway");
    assertThat(claims.path("aud").asText()).isEqualTo("mimir");
    assertThat(claims.path("sub").asText()).isEqualTo("carol");
    assertThat(claims.path("upn").asText()).isEqualTo("carol");
    assertThat(claims.path("groups").path(0).asText()).isEqualTo("operator");
    assertThat(claims.path("capabilities").path(0).asText()).isEqualTo("can_launch_fleet_hunts");
    assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(180);
  }

  @Test
  void near_misses_differ_in_one_thing() throws Exception {
    assertThat(part(Tokens.expired("a"), 1).path("exp").asLong())
        .isLessThan(Instant.now().getEpochSecond());
    assertThat(part(Tokens.wrongAudience("a"), 1).path("aud").asText()).isNotEqualTo("mimir");
    assertThat(part(Tokens.wrongIssuer("a"), 1).path("iss").asText()).isNotEqualTo("mimir-gateway");
    assertThat(Tokens.unsigned("a")).endsWith(".");
  }

  private static JsonNode part(String token, int index) throws Exception {
    return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]));
  }

  private static BigInteger number(JsonNode text) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(text.asText()));
  }
}
