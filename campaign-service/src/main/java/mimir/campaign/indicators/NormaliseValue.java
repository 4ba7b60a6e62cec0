package mimir.campaign.indicators;

import java.net.IDN;
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

  /** What IDNA 2003, which the JDK has, makes another domain of than the name service of today. */
  private static final Pattern READ_OTHERWISE = Pattern.compile("[\u00df\u03c2\u200c\u200d]");

  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]+");
  private static final Pattern PORT = Pattern.compile("\\d{1,5}");
  private static final Pattern IPV6_HOST = Pattern.compile("\\[[0-9a-f:.]{2,45}]");

  private static final Pattern HEX = Pattern.compile("[0-9a-f]+");
  private static final Pattern QUAD = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
  private static final Pattern WINDOWS_PATH = Pattern.compile("(?s)([A-Za-z]:[\\\\/]|\\\\\\\\).*");

  private static final Map<String, Integer> DEFAULT_PORTS =
      Map.of("http", 80, "https", 443, "ftp", 21);

  /** With its type detected. */
  static IndicatorValue of(String text) throws NotOne {
    String cleaned = refanged(cleaned(text));
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
          case IPV4 -> ipv4(refanged(cleaned));
          case DOMAIN -> domain(refanged(cleaned));
          case URL -> url(refanged(cleaned));
        });
  }

  /** Without what stands around a pasted value; no type has longer ones. */
  private static String cleaned(String text) throws NotOne {
    if (text == null || text.isBlank()) {
      throw new NotOne("a value is needed");
    }
    if (text.length() > 2 * URL_MAX) {
      throw new NotOne("a value has at most 8,192 characters");
    }
    if (!PlainText.is(text)) {
      throw new NotOne("a value holds a character that is no text");
    }
    String cleaned = stripped(text);
    if (cleaned.isEmpty()) {
      throw new NotOne("a value is needed");
    }
    if (cleaned.chars().anyMatch(Character::isISOControl)) {
      throw new NotOne("a value is one line of text");
    }
    return cleaned;
  }

  /** Also of blanks that do not break a line, and of those without a width. */
  private static String stripped(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isAround(text.charAt(from))) {
      from++;
    }
    while (from < to && isAround(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isAround(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u200b' || c == '\ufeff';
  }

  /** Reports write values so that nobody follows them by accident: evil[.]com, hxxp://… */
  private static String refanged(String text) {
    return text.replaceAll("\\[\\.]|\\(\\.\\)|\\[dot]", ".")
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
      String single = text.replaceAll("[\\\\/]+", "\\\\");
      path =
          text.startsWith("\\\\")
              ? "\\" + single
              : single.substring(0, 1).toUpperCase(Locale.ROOT) + single.substring(1);
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
    if (READ_OTHERWISE.matcher(text).find()) {
      throw new NotOne(
          "\u00df, \u03c2 and joiners are read in two ways: write the domain as xn--\u2026");
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
    // The JDK takes its time for long ones, and throws what it likes.
    if (name.length() > DOMAIN_MAX) {
      return null;
    }
    try {
      return IDN.toASCII(name).toLowerCase(Locale.ROOT);
    } catch (RuntimeException _) {
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
    if (!SCHEME.matcher(scheme).matches()) {
      throw new NotOne("a URL begins with a scheme: https://");
    }
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
    String user = text.substring(0, text.lastIndexOf('@') + 1);
    String host = text.substring(user.length());
    int colon = host.lastIndexOf(':');
    boolean hasPort = colon >= 0 && host.indexOf(']', colon) < 0;
    String name = host(hasPort ? host.substring(0, colon) : host);
    if (!hasPort || colon + 1 == host.length()) {
      return user + name;
    }
    String digits = host.substring(colon + 1);
    if (!PORT.matcher(digits).matches() || Integer.parseInt(digits) > 65_535) {
      throw new NotOne("a port is a number up to 65,535");
    }
    int port = Integer.parseInt(digits);
    return user + name + (port == DEFAULT_PORTS.getOrDefault(scheme, -1) ? "" : ":" + port);
  }

  /** A name, which may be of one label, or an address. */
  private static String host(String text) throws NotOne {
    String name = text.toLowerCase(Locale.ROOT);
    if (QUAD.matcher(name).matches()) {
      return ipv4(name);
    }
    if (IPV6_HOST.matcher(name).matches()) {
      return name;
    }
    if (name.contains(".")) {
      return domain(name);
    }
    String label = ascii(name);
    if (label == null || !LABEL.matcher(label).matches()) {
      throw new NotOne("a URL names a host");
    }
    return label;
  }

  private NormaliseValue() {}
}
