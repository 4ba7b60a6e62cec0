package mimir.ingest.matching;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import mimir.contracts.campaign.CampaignEvent.FrozenIoc;
import mimir.contracts.campaign.IndicatorType;
import mimir.contracts.campaign.QueryType;
import mimir.contracts.campaign.Severity;

/**
 * The frozen indicators of a launch (M-1), made ready for being looked up: a row costs the same
 * whether there are ten of them or ten thousand.
 *
 * <p>Hashes, domains and registry keys have no case; names and paths of files have one but on
 * Windows, which a path shows by how it is written.
 */
public final class FrozenIndicators {
  static final FrozenIndicators NONE = new FrozenIndicators(List.of());

  /** RFC 1035: a name has at most 255 octets, of which two are not seen. */
  private static final int NAME_CHARS_MAX = 253;

  private static final String USERS = "hkey_users\\";
  private static final String CURRENT_USER = "hkey_current_user\\";

  private final Map<IndicatorType, Map<String, List<Ioc>>> byValue =
      new EnumMap<>(IndicatorType.class);

  /** Names and paths as Windows compares them. */
  private final Map<IndicatorType, Map<String, List<Ioc>>> folded =
      new EnumMap<>(IndicatorType.class);

  /** An indicator as it was frozen. */
  public record Ioc(UUID id, IndicatorType type, String value, Severity severity) {}

  private FrozenIndicators(List<Ioc> iocs) {
    for (IndicatorType type : IndicatorType.values()) {
      byValue.put(type, new HashMap<>());
      folded.put(type, new HashMap<>());
    }
    for (Ioc ioc : iocs) {
      boolean ofFile = ioc.type() == IndicatorType.FILENAME || ioc.type() == IndicatorType.FILEPATH;
      add(byValue, ioc, ofFile ? ioc.value() : lower(ioc.value()));
      if (ofFile) {
        add(folded, ioc, WindowsPath.folded(ioc.value()));
      }
    }
  }

  private static void add(
      Map<IndicatorType, Map<String, List<Ioc>>> maps, Ioc ioc, String comparable) {
    maps.get(ioc.type()).computeIfAbsent(comparable, _ -> new ArrayList<>(1)).add(ioc);
  }

  /** Indicators that cannot be what was frozen. */
  public static final class Corrupt extends Exception {
    private static final long serialVersionUID = 1;

    Corrupt(String reason) {
      super(reason);
    }
  }

  /**
   * @throws Corrupt when one of them is of no known type or severity
   */
  public static FrozenIndicators of(List<FrozenIoc> iocs) throws Corrupt {
    var known = new ArrayList<Ioc>();
    for (FrozenIoc ioc : iocs) {
      try {
        known.add(
            new Ioc(
                ioc.iocId(),
                IndicatorType.of(ioc.type()),
                ioc.value(),
                Severity.of(ioc.severity())));
      } catch (IllegalArgumentException e) {
        throw new Corrupt(
            "an indicator has the type '%s' and the severity '%s'"
                .formatted(ioc.type(), ioc.severity()));
      }
    }
    return new FrozenIndicators(known);
  }

  /**
   * @param type of the query that the row answers
   * @param matched is told each indicator that the row matches, once
   */
  public void match(QueryType type, Map<String, String> row, Consumer<Ioc> matched) {
    switch (type) {
      case FILE_HASH_SHA256 -> hash(type, row.get("sha256"), matched);
      case FILE_HASH_SHA1 -> hash(type, row.get("sha1"), matched);
      case FILE_HASH_MD5 -> hash(type, row.get("md5"), matched);
      case FILENAME -> filename(row, matched);
      case FILEPATH -> filepath(row.get("path"), matched);
      case REGISTRY_KEY -> registryKey(row.get("path"), matched);
      case IPV4_SNAPSHOT, IPV4_EVENTED ->
          Ipv4.canonical(row.get("remote_address"))
              .ifPresent(address -> tell(IndicatorType.IPV4, address, matched));
      case DOMAIN_EVENTED -> domain(row.get("name"), matched);
      case DOMAIN_CMDLINE -> commandLine(row.get("cmdline"), matched);
    }
  }

  private void tell(IndicatorType type, String comparable, Consumer<Ioc> matched) {
    tell(byValue.get(type), comparable, matched);
  }

  private static void tell(Map<String, List<Ioc>> iocs, String comparable, Consumer<Ioc> matched) {
    List<Ioc> found = iocs.get(comparable);
    if (found != null) {
      found.forEach(matched);
    }
  }

  private void hash(QueryType type, String cell, Consumer<Ioc> matched) {
    if (cell != null) {
      tell(type.indicators(), lower(cell), matched);
    }
  }

  private void filename(Map<String, String> row, Consumer<Ioc> matched) {
    String path = Optional.ofNullable(row.get("path")).orElse(row.get("filename"));
    if (path == null) {
      return;
    }
    if (WindowsPath.is(path)) {
      String name = path.substring(WindowsPath.lastSeparator(path) + 1);
      tell(folded.get(IndicatorType.FILENAME), WindowsPath.folded(name), matched);
    } else {
      tell(IndicatorType.FILENAME, path.substring(path.lastIndexOf('/') + 1), matched);
    }
  }

  private void filepath(String path, Consumer<Ioc> matched) {
    if (path == null) {
      return;
    }
    if (WindowsPath.is(path)) {
      tell(folded.get(IndicatorType.FILEPATH), WindowsPath.folded(path), matched);
    } else {
      tell(IndicatorType.FILEPATH, path, matched);
    }
  }

  /** What somebody calls HKEY_CURRENT_USER, osquery shows below HKEY_USERS and a SID. */
  private void registryKey(String path, Consumer<Ioc> matched) {
    if (path == null) {
      return;
    }
    String key = lower(path);
    tell(IndicatorType.REGISTRY_KEY, key, matched);
    int below = key.startsWith(USERS) ? key.indexOf('\\', USERS.length()) : -1;
    if (below > 0) {
      tell(IndicatorType.REGISTRY_KEY, CURRENT_USER + key.substring(below + 1), matched);
    }
  }

  /** A name matches its own domain and those above it. */
  private void domain(String name, Consumer<Ioc> matched) {
    if (name == null) {
      return;
    }
    String lower = lower(name);
    int end = lower.length();
    while (end > 0 && lower.charAt(end - 1) == '.') {
      end--;
    }
    suffixes(lower, 0, end, matched);
  }

  /** Of what is longer than any name, only the end: each ending is looked up as a whole. */
  private void suffixes(String text, int from, int end, Consumer<Ioc> matched) {
    int at = from;
    if (end - from > NAME_CHARS_MAX) {
      at = text.indexOf('.', end - NAME_CHARS_MAX - 1) + 1;
      at = at == 0 ? end : at;
    }
    while (at < end) {
      tell(IndicatorType.DOMAIN, text.substring(at, end), matched);
      int dot = text.indexOf('.', at);
      at = dot < 0 || dot >= end ? end : dot + 1;
    }
  }

  /** Whatever in it may be a host's name, from one end of it to the other. */
  private void commandLine(String text, Consumer<Ioc> matched) {
    if (text == null || byValue.get(IndicatorType.DOMAIN).isEmpty()) {
      return;
    }
    String lower = lower(text);
    Consumer<Ioc> once = new Once(matched);
    int at = 0;
    while (at < lower.length()) {
      if (!ofName(lower.charAt(at))) {
        at++;
        continue;
      }
      int from = at;
      boolean dotted = false;
      while (at < lower.length() && ofName(lower.charAt(at))) {
        dotted |= lower.charAt(at) == '.';
        at++;
      }
      if (dotted) {
        name(lower, from, at, once);
      }
    }
  }

  private void name(String text, int from, int end, Consumer<Ioc> matched) {
    int first = from;
    int last = end;
    while (first < last && text.charAt(first) == '.') {
      first++;
    }
    while (last > first && text.charAt(last - 1) == '.') {
      last--;
    }
    suffixes(text, first, last, matched);
  }

  private static boolean ofName(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  }

  /** A command line may name a domain twice, and is still one row that matches. */
  private static final class Once implements Consumer<Ioc> {
    private final Consumer<Ioc> matched;
    private final Set<Ioc> told = new HashSet<>();

    Once(Consumer<Ioc> matched) {
      this.matched = matched;
    }

    @Override
    public void accept(Ioc ioc) {
      if (told.add(ioc)) {
        matched.accept(ioc);
      }
    }
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
