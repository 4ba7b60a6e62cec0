package mimir.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import mimir.gateway.Browser;
import mimir.gateway.EchoServices;
import mimir.testing.ServiceInfra;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@QuarkusTestResource(EchoServices.class)
class PagesTest {
  private static final Pattern SCRIPT = Pattern.compile("src=\"(/assets/[^\"]+\\.js)\"");
  private static final Pattern TOLD = Pattern.compile("name=\"csp-nonce\" content=\"([^\"]+)\"");
  private static final Pattern ALLOWED =
      Pattern.compile("style-src 'self' 'nonce-([A-Za-z0-9_-]{22})'");

  private final Browser somebody = Browser.anonymous();

  @ParameterizedTest
  @ValueSource(strings = {"/", "/campaigns", "/hosts/0190f0a0-0000-7000-8000-000000000000?q=a.js"})
  void every_page_is_the_start_with_a_nonce_of_its_own(String address) {
    var first = somebody.get(address);
    var second = somebody.get(address);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(header(first, "Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(header(first, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(first, "X-Frame-Options")).isEqualTo("DENY");
    assertThat(found(TOLD, first.body()))
        .isEqualTo(found(ALLOWED, header(first, "Content-Security-Policy")))
        .isNotEqualTo(found(TOLD, second.body()));
    assertThat(header(first, "Content-Security-Policy")).doesNotContain("unsafe");
  }

  @Test
  void a_script_is_kept_for_ever_and_sent_compressed() {
    String script = found(SCRIPT, somebody.get("/").body());

    var plain = somebody.get(script);
    var gzip = somebody.call("GET", script, null, Map.of("Accept-Encoding", "gzip, br"));
    var again = somebody.call("GET", script, null, Map.of("If-None-Match", header(plain, "ETag")));

    assertThat(plain.statusCode()).isEqualTo(200);
    assertThat(header(plain, "Content-Type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(header(plain, "Cache-Control")).contains("immutable");
    assertThat(header(gzip, "Content-Encoding")).isEqualTo("gzip");
    assertThat(Integer.parseInt(header(gzip, "Content-Length")))
        .isLessThan(Integer.parseInt(header(plain, "Content-Length")) / 2);
    assertThat(header(gzip, "ETag")).isEqualTo(header(plain, "ETag")).startsWith("W/\"");
    assertThat(header(gzip, "Vary")).isEqualTo("Accept-Encoding");
    assertThat(again.statusCode()).isEqualTo(304);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/assets/gone.js", "/favicon.svg", "/assets/a/b.js", "/deep/mimir.svg"})
  void a_file_that_is_not_there_is_not_found(String address) {
    var answer = somebody.get(address);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Browser.code(answer)).isEqualTo("not_found");
  }

  @Test
  void a_page_is_only_read() {
    var answer = Browser.admin().call("POST", "/campaigns", "{}");

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(Browser.code(answer)).isEqualTo("method_not_allowed");
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElseThrow();
  }

  private static String found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult each) -> each.group(1))
        .findFirst()
        .orElseThrow();
  }
}
