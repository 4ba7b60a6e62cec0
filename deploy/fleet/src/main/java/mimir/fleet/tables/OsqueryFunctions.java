package mimir.fleet.tables;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.sqlite.Function;

/** The SQL functions that osquery adds to SQLite and that hunts use most. */
final class OsqueryFunctions {

  /** A function of text arguments; null arguments never reach it. */
  @FunctionalInterface
  private interface TextFunction {
    String apply(String[] arguments) throws SQLException;
  }

  private static final Map<String, TextFunction> FUNCTIONS =
      Map.of(
          "md5", a -> digest("MD5", a[0]),
          "sha1", a -> digest("SHA-1", a[0]),
          "sha256", a -> digest("SHA-256", a[0]),
          "to_base64", a -> Base64.getEncoder().encodeToString(bytes(a[0])),
          "from_base64", a -> fromBase64(a[0]),
          "split", a -> part(a[0].split("[" + Pattern.quote(a[1]) + "]+", -1), a[2]),
          "regex_split", a -> part(pattern(a[1]).split(a[0], -1), a[2]),
          "regex_match", OsqueryFunctions::group,
          "inet_aton", a -> inetAton(a[0]));

  private OsqueryFunctions() {}

  /** Adds those of the functions that a statement names. */
  static void register(Connection database, Set<String> names) throws SQLException {
    for (Map.Entry<String, TextFunction> function : FUNCTIONS.entrySet()) {
      if (names.contains(function.getKey())) {
        Function.create(database, function.getKey(), new Adapted(function.getValue()));
      }
    }
  }

  private static final class Adapted extends Function {
    private final TextFunction function;

    Adapted(TextFunction function) {
      this.function = function;
    }

    @Override
    protected void xFunc() throws SQLException {
      String[] arguments = new String[args()];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = value_text(i);
        if (arguments[i] == null) {
          result();
          return;
        }
      }
      try {
        result(function.apply(arguments));
      } catch (ArrayIndexOutOfBoundsException e) {
        error("wrong number of arguments");
      } catch (PatternSyntaxException | NumberFormatException e) {
        error(e.getMessage());
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String digest(String algorithm, String text) throws SQLException {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes(text)));
    } catch (NoSuchAlgorithmException e) {
      throw new SQLException(e);
    }
  }

  private static String fromBase64(String text) {
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex);
  }

  private static String part(String[] parts, String index) {
    // A text that begins with a separator has an empty first part, which osquery leaves out.
    String[] filled = Stream.of(parts).filter(part -> !part.isEmpty()).toArray(String[]::new);
    int at = Integer.parseInt(index);
    return at >= 0 && at < filled.length ? filled[at] : null;
  }

  private static String group(String[] a) {
    Matcher matcher = pattern(a[1]).matcher(a[0]);
    int group = Integer.parseInt(a[2]);
    return matcher.find() && group <= matcher.groupCount() ? matcher.group(group) : null;
  }

  private static String inetAton(String address) {
    String[] parts = address.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    long value = 0;
    for (String part : parts) {
      value = (value << 8) | (Integer.parseInt(part) & 0xff);
    }
    return Long.toString(value);
  }
}
