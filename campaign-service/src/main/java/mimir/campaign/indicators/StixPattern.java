package mimir.campaign.indicators;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a pattern of STIX 2.1 (OASIS, STIX Version 2.1, part 9 "STIX Patterning").
 *
 * <p>No parser for it is kept up in Java; the language is small.
 */
final class StixPattern {
  /** What an observation is about. */
  sealed interface Comparison {}

  /**
   * @param path with single dots and without quotes: {@code file:hashes.SHA-256}
   * @param operator in capitals
   * @param values more than one only for {@code IN}
   */
  record Test(String path, boolean not, String operator, List<String> values)
      implements Comparison {}

  record AllOf(List<Comparison> parts) implements Comparison {}

  record AnyOf(List<Comparison> parts) implements Comparison {}

  /** What is to be seen, and how observations belong together. */
  sealed interface Observation {}

  record Seen(Comparison what) implements Observation {}

  record Each(List<Observation> parts) implements Observation {}

  /** Of some time, so many times, or one after the other: more than that it was seen. */
  record Timed(String how) implements Observation {}

  /** No pattern. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    private Unreadable(String reason) {
      super(reason, null, false, false);
    }
  }

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?:(?<literal>[tbh]?'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+')"
              + "|(?<number>[+-]?\\d+(?:\\.\\d+)?)"
              + "|(?<word>[A-Za-z_][A-Za-z0-9_-]*)"
              + "|(?<sign><=|>=|!=|<>|==|[\\[\\]().,:=<>*]))\\s*+",
          Pattern.DOTALL);

  private static final List<String> KINDS = List.of("literal", "number", "word", "sign");
  private static final Set<String> SIGNS = Set.of("=", "==", "!=", "<>", "<", "<=", ">", ">=");
  private static final Set<String> WORDS =
      Set.of("IN", "LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET");
  private static final Set<String> QUALIFIERS = Set.of("WITHIN", "REPEATS", "START");
  private static final int DEPTH_MAX = 50;

  /** Room for ten thousand hashes; what is made of it while it is read stays below 100 MB. */
  private static final int LENGTH_MAX = 1 << 20;

  private record Token(String kind, String text) {
    boolean is(String what) {
      return !kind.equals("literal") && text.equalsIgnoreCase(what);
    }
  }

  private final List<Token> tokens = new ArrayList<>();
  private int next;
  private int depth;

  private StixPattern(String text) throws Unreadable {
    String stripped = text.strip();
    if (stripped.length() > LENGTH_MAX) {
      throw new Unreadable("the pattern has more than 1,048,576 characters");
    }
    Matcher matcher = TOKEN.matcher(stripped);
    while (matcher.regionStart() < stripped.length()) {
      if (!matcher.lookingAt()) {
        throw new Unreadable(
            "the pattern cannot be read at character " + (matcher.regionStart() + 1));
      }
      for (String kind : KINDS) {
        if (matcher.group(kind) != null) {
          tokens.add(new Token(kind, matcher.group(kind)));
        }
      }
      matcher.region(matcher.end(), stripped.length());
    }
  }

  static Observation read(String text) throws Unreadable {
    var pattern = new StixPattern(text);
    Observation whole = pattern.followed();
    if (pattern.next < pattern.tokens.size()) {
      throw pattern.unexpected();
    }
    return whole;
  }

  private Observation followed() throws Unreadable {
    Observation first = either();
    boolean timed = false;
    while (taken("FOLLOWEDBY")) {
      either();
      timed = true;
    }
    return timed ? new Timed("FOLLOWEDBY") : first;
  }

  /** OR and AND alike: each observation is one that is to be seen. */
  private Observation either() throws Unreadable {
    var parts = new ArrayList<Observation>();
    do {
      parts.add(observation());
    } while (taken("OR") || taken("AND"));
    return parts.size() == 1 ? parts.getFirst() : new Each(parts);
  }

  private Observation observation() throws Unreadable {
    Observation observation;
    enter();
    if (taken("(")) {
      observation = followed();
      expect(")");
    } else {
      expect("[");
      observation = new Seen(anyOf());
      expect("]");
    }
    depth--;
    while (next < tokens.size() && QUALIFIERS.stream().anyMatch(tokens.get(next)::is)) {
      observation = new Timed(qualifier());
    }
    return observation;
  }

  private String qualifier() throws Unreadable {
    String how = take().text().toUpperCase(Locale.ROOT);
    take();
    if (how.equals("START")) {
      expect("STOP");
      take();
    } else {
      expect(how.equals("WITHIN") ? "SECONDS" : "TIMES");
    }
    return how;
  }

  private Comparison anyOf() throws Unreadable {
    var parts = new ArrayList<Comparison>();
    do {
      parts.add(allOf());
    } while (taken("OR"));
    return parts.size() == 1 ? parts.getFirst() : new AnyOf(parts);
  }

  private Comparison allOf() throws Unreadable {
    var parts = new ArrayList<Comparison>();
    do {
      parts.add(test());
    } while (taken("AND"));
    return parts.size() == 1 ? parts.getFirst() : new AllOf(parts);
  }

  private Comparison test() throws Unreadable {
    if (taken("(")) {
      enter();
      Comparison inner = anyOf();
      expect(")");
      depth--;
      return inner;
    }
    boolean mustExist = taken("EXISTS");
    String path = path();
    if (mustExist) {
      return new Test(path, false, "EXISTS", List.of());
    }
    boolean not = taken("NOT");
    Token operator = take();
    if (SIGNS.contains(operator.text())) {
      return new Test(path, not, operator.text(), List.of(value()));
    }
    String word = operator.text().toUpperCase(Locale.ROOT);
    if (operator.kind().equals("literal") || !WORDS.contains(word)) {
      throw unexpected(operator);
    }
    return new Test(path, not, word, word.equals("IN") ? values() : List.of(value()));
  }

  private List<String> values() throws Unreadable {
    expect("(");
    var values = new ArrayList<String>();
    do {
      values.add(value());
    } while (taken(","));
    expect(")");
    return values;
  }

  private String path() throws Unreadable {
    var path = new StringBuilder(name());
    expect(":");
    path.append(':').append(name());
    while (true) {
      if (taken(".")) {
        path.append('.').append(name());
      } else if (taken("[")) {
        path.append('[').append(take().text()).append(']');
        expect("]");
      } else {
        return path.toString();
      }
    }
  }

  private String name() throws Unreadable {
    Token token = take();
    return switch (token.kind()) {
      case "word" -> token.text();
      case "literal" -> unquoted(token.text());
      default -> throw unexpected(token);
    };
  }

  private String value() throws Unreadable {
    Token token = take();
    return switch (token.kind()) {
      case "literal" -> unquoted(token.text());
      case "number" -> token.text();
      case "word" -> {
        if (token.is("true") || token.is("false")) {
          yield token.text();
        }
        throw unexpected(token);
      }
      default -> throw unexpected(token);
    };
  }

  private static String unquoted(String literal) {
    String inner = literal.substring(literal.indexOf('\'') + 1, literal.length() - 1);
    return inner.replaceAll("(?s)\\\\(.)", "$1");
  }

  /** A pattern of many brackets would else end the thread's stack. */
  private void enter() throws Unreadable {
    depth++;
    if (depth > DEPTH_MAX) {
      throw new Unreadable("the pattern is nested more than " + DEPTH_MAX + " deep");
    }
  }

  private boolean taken(String what) {
    if (next < tokens.size() && tokens.get(next).is(what)) {
      next++;
      return true;
    }
    return false;
  }

  private void expect(String what) throws Unreadable {
    if (!taken(what)) {
      throw unexpected();
    }
  }

  private Token take() throws Unreadable {
    if (next == tokens.size()) {
      throw unexpected();
    }
    return tokens.get(next++);
  }

  private Unreadable unexpected() {
    return next == tokens.size()
        ? new Unreadable("the pattern ends in the middle")
        : unexpected(tokens.get(next));
  }

  private static Unreadable unexpected(Token token) {
    return new Unreadable("the pattern cannot be read at " + token.text());
  }
}
