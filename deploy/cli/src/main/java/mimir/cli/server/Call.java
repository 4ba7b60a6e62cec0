package mimir.cli.server;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * One request.
 *
 * @param repeatable whether sending it again, when nobody knows whether it arrived, does no harm
 * @param longer how much longer than usual its answer may take to begin
 */
public record Call(
    String method,
    String path,
    Map<String, String> headers,
    BodyPublisher body,
    boolean repeatable,
    Duration longer) {
  private static final String API = "/api/v1/";

  public static Call get(String path) {
    return new Call("GET", API + path, Map.of(), BodyPublishers.noBody(), true, Duration.ZERO);
  }

  /** A change without a body. */
  public static Call of(String method, String path) {
    return new Call(method, API + path, Map.of(), BodyPublishers.noBody(), false, Duration.ZERO);
  }

  /** A change with a body. */
  public static Call of(String method, String path, String json) {
    return new Call(
        method,
        API + path,
        Map.of("Content-Type", "application/json"),
        BodyPublishers.ofString(json),
        false,
        Duration.ZERO);
  }

  /** A parameter of the query; one without a value is left out. */
  public Call with(String parameter, String value) {
    if (value == null) {
      return this;
    }
    var encoded = parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    return new Call(
        method,
        path + (path.contains("?") ? "&" : "?") + encoded,
        headers,
        body,
        repeatable,
        longer);
  }

  public Call header(String name, String value) {
    var more = new TreeMap<>(headers);
    more.put(name, value);
    return new Call(method, path, more, body, repeatable, longer);
  }

  public Call body(String contentType, BodyPublisher content, Duration sending) {
    return new Call(method, path, headers, content, repeatable, sending)
        .header("Content-Type", contentType);
  }

  /** The server recognises it when it comes again, or whoever sends it repeats it by themselves. */
  public Call repeatable(boolean whether) {
    return new Call(method, path, headers, body, whether, longer);
  }
}
