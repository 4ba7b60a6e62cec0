package mimir.contracts.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One page of a list: keyset paging with an opaque cursor, the key of the last item.
 *
 * @param nextCursor null on the last page
 */
public record Page<T>(List<T> items, @Schema(nullable = true) String nextCursor) {
  public static final int LIMIT_DEFAULT = 50;
  public static final int LIMIT_MAX = 500;

  /** Makes a page of {@code limit} items out of a query that asked for one more. */
  public static <T> Page<T> of(List<T> oneMore, int limit, Function<T, String> key) {
    if (oneMore.size() <= limit) {
      return new Page<>(oneMore, null);
    }
    List<T> items = oneMore.subList(0, limit);
    return new Page<>(items, encode(key.apply(items.getLast())));
  }

  /**
   * A page that ends where its query stopped to look, though it may have found fewer than a page
   * holds, or nothing.
   *
   * @param key of the last that was looked at
   */
  public static <T> Page<T> until(List<T> items, String key) {
    return new Page<>(items, encode(key));
  }

  /** The limit that a client asked for, or the default; 1 to 500. */
  public static int limit(Integer asked) {
    if (asked == null) {
      return LIMIT_DEFAULT;
    }
    if (asked < 1 || asked > LIMIT_MAX) {
      throw Refused.invalidField("limit", "limit is 1 to " + LIMIT_MAX + ".");
    }
    return asked;
  }

  /** The key in a cursor that came back from a client; null for the first page. */
  public static <K> K after(String cursor, Function<String, K> parse) {
    if (cursor == null || cursor.isEmpty()) {
      return null;
    }
    try {
      var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      return parse.apply(text);
    } catch (RuntimeException e) {
      throw new Refused(ErrorCode.MALFORMED_REQUEST, "The cursor is not one of ours.");
    }
  }

  private static String encode(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }
}
