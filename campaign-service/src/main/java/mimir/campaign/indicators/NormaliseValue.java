package mimir.campaign.indicators;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import mimir.campaign.PlainText;
import mimir.campaign.indicators.IndicatorValue.NotOne;
import mimir.contracts.campaign.IndicatorType;

/** The one form of each value (I-2); what is no value of its type is told why. */
final class NormaliseValue {
  private static final int FILENAME_MAX = 255;
  private static final int PATH_MAX = 4_096;
  private static final int URL_MAX = 8_192;
  private static final int DOMAIN_MAX = 253;

  private static final Pattern HEX = Pattern.compile("[0-9a-f]+");
  private static final Pattern QUAD = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
  private static final Pattern WINDOWS_PATH = Pattern.compile("(?s)([A-Za-z]:[\\\\/]|\\\\\\\\).*");

  private static final Map<String, Integer> DEFAULT_PORTS =
      Map.of("http", 80, "https", 443, "ftp", 21);

  /** With its type detected. */
  static IndicatorValue of(String text) throws NotOne {
    String cleaned = cleaned(text);
    return of(DetectType.of(cleaned), cleaned);
  }

  static IndicatorValue of(IndicatorType type, String text) throws NotOne {
    String cleaned = cleaned(text);
    return new IndicatorValue(
        type,
        switch (type) {
          case FILE_HASH_SHA256 -> hash(cleaned, 64);
          case FILE_HASH_SHA1 -> hash(cleaned, 40);
          case FILE_HASH_MD5 -> hash(cleaned, 32);
          case FILENAME -> filename(cleaned);
          case FILEPATH -> path(cleaned);
          case REGISTRY_KEY -> RegistryKey.normalised(cleaned);
          case IPV4 -> ipv4(cleaned);
          case DOMAIN -> domain(cleaned);
          case URL -> url(cleaned);
        });
  }

  /** Reports write values so that nobody follows them by accident: evil[.]com, hxxp://… */
  private static String cleaned(String text) throws NotOne {
    if (text == null || text.isBlank()) {
      throw new NotOne("a value is needed");
    }
    if (!PlainText.is(text)) {
      throw new NotOne("a value holds a character that is no text");
    }
    String cleaned = text.strip();
    if (cleaned.chars().anyMatch(Character::isISOControl)) {
      throw new NotOne("a value is one line of text");
    }
    return cleaned
        .replaceAll("\\[\\.]|\\(\\.\\)|\\[dot]", ".")
        .replace("[:]", ":")
        .replace("[://]", "://")
        .replaceFirst("(?i)^hxxp(s?)://", "http$1://");
  }

  private static String hash(String text, int digits) throws NotOne {
    String hash = text.toLowerCase(Locale.ROOT);
    if (hash.length() != digits || !HEX.matcher(hash).matches()) {
      throw new NotOne("a hash of this type has " + digits + " hexadecimal digits");
    }
    return hash;
  }

  private static String filename(String text) throws NotOne {
    if (text.indexOf('/') >= 0 || text.indexOf('\\') >= 0) {
      throw new NotOne("a file name has no / and no \\");
    }
    if (text.length() > FILENAME_MAX || text.equals(".") || text.equals("..")) {
      throw new NotOne("a file name has 1 to 255 characters, and is not . or ..");
    }
    return text;
  }

  /** From its root on; separators single, and of Windows always backslashes. */
  private static String path(String text) throws NotOne {
    if (text.length() > PATH_MAX) {
      throw new NotOne("a path has at most 4,096 characters");
    }
    String path;
    if (WINDOWS_PATH.matcher(text).matches()) {
      String beginning = text.startsWith("\\\\") ? "\\" : "";
      path = beginning + text.replaceAll("[\\\\/]+", "\\\\");
    } else if (text.startsWith("/")) {
      path = text.replaceAll("/+", "/");
    } else {
      throw new NotOne("a path begins at its root: /, C:\\ or \\\\server\\");
    }
    if (path.endsWith("/") || path.endsWith("\\")) {
      throw new NotOne("a path ends with the name of a file");
    }
    return path;
  }

  private static String ipv4(String text) throws NotOne {
    if (!QUAD.matcher(text).matches()) {
      throw new NotOne("an IPv4 address has four numbers of 0 to 255: 192.0.2.7");
    }
    for (String number : text.split("\\.", -1)) {
      if (Integer.parseInt(number) > 255) {
        throw new NotOne("an IPv4 address has four numbers of 0 to 255: 192.0.2.7");
      }
      if (number.length() > 1 && number.startsWith("0")) {
        throw new NotOne("a number with a leading zero is read as octal by some: write it without");
      }
    }
    return text;
  }

  private static String domain(String text) throws NotOne {
    if (text.startsWith("*.")) {
      throw new NotOne("a domain stands for its subdomains as well: leave out the *.");
    }
    String domain = ascii(text);
    if (domain == null || domain.length() > DOMAIN_MAX || !domain.contains(".")) {
      throw new NotOne("a domain has two labels or more, and at most 253 characters");
    }
    for (String label : domain.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        throw new NotOne("a label of a domain has 1 to 63 letters, digits, - and _");
      }
    }
    if (domain.substring(domain.lastIndexOf('.') + 1).chars().allMatch(Character::isDigit)) {
      throw new NotOne("the last label of a domain is no number");
    }
    return domain;
  }

  /** Lower-case, as the name service asks for it, without the final dot; null when it cannot be. */
  static String ascii(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    try {
      return IDN.toASCII(name).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  /** Scheme and host in lower case, no port that is the scheme's own; the rest as it is. */
  private static String url(String text) throws NotOne {
    if (text.length() > URL_MAX) {
      throw new NotOne("a URL has at most 8,192 characters");
    }
    int behindScheme = text.indexOf("://");
    if (behindScheme <= 0) {
      throw new NotOne("a URL begins with a scheme: https://");
    }
    String scheme = text.substring(0, behindScheme).toLowerCase(Locale.ROOT);
    String rest = text.substring(behindScheme + 3);
    int authorityEnd =
        Pattern.compile("[/?#]|$").matcher(rest).results().findFirst().orElseThrow().start();
    String authority = authority(scheme, rest.substring(0, authorityEnd));
    String url = scheme + "://" + authority + rest.substring(authorityEnd);
    if (url.chars().anyMatch(Character::isWhitespace)) {
      throw new NotOne("a URL has no blanks");
    }
    return url;
  }

  private static String authority(String scheme, String text) throws NotOne {
    int at = text.lastIndexOf('@');
    String user = text.substring(0, at + 1);
    String host = text.substring(at + 1);
    int colon = host.matches(".*:\\d*") ? host.lastIndexOf(':') : host.length();
    String port = host.substring(Math.min(colon + 1, host.length()));
    String name = ascii(host.substring(0, colon));
    if (name == null || name.isEmpty()) {
      throw new NotOne("a URL names a host");
    }
    try {
      URI _ = new URI(scheme, null, name, -1, null, null, null);
    } catch (URISyntaxException _) {
      throw new NotOne("a URL names a host");
    }
    boolean own =
        port.isEmpty() || port.equals(String.valueOf(DEFAULT_PORTS.getOrDefault(scheme, -1)));
    return user + name + (own ? "" : ":" + port);
  }

  private NormaliseValue() {}
}
