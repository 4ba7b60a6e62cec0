package mimir.gateway.pages;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which file an address is, and what browsers are told of it. */
final class PageRules {
  /** What the console starts from, at every address that is no file. */
  static final String START = "index.html";

  /** Their names change with their content. */
  private static final String HASHED = "assets/";

  private static final Pattern FILE = Pattern.compile("(assets/)?[A-Za-z0-9_-][A-Za-z0-9._-]*");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "json", "application/json",
          "woff2", "font/woff2",
          "txt", "text/plain; charset=utf-8");

  /**
   * @param path as in the address, with its first slash
   * @return the file's name among the console's; empty when there cannot be such a file
   */
  static Optional<String> file(String path) {
    String name = path.substring(1);
    boolean named = name.startsWith(HASHED) || type(name).isPresent();
    if (!named) {
      return Optional.of(START);
    }
    return FILE.matcher(name).matches() ? Optional.of(name) : Optional.empty();
  }

  /** Of a name that ends as one of the console's files does. */
  static Optional<String> type(String name) {
    return Optional.ofNullable(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
  }

  static String cacheControl(String name) {
    if (name.equals(START)) {
      // Its nonce is for one answer.
      return "no-store";
    }
    return name.startsWith(HASHED) ? "public, max-age=31536000, immutable" : "no-cache";
  }

  private PageRules() {}
}
