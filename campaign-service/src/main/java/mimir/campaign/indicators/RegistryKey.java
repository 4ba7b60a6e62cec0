package mimir.campaign.indicators;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import mimir.campaign.indicators.IndicatorValue.NotOne;

/** Keys of the Windows registry, under the names that osquery's table has for their roots. */
final class RegistryKey {
  private static final int LENGTH_MAX = 1_024;

  private static final Map<String, String> ROOTS =
      Map.ofEntries(
          Map.entry("HKLM", "HKEY_LOCAL_MACHINE"),
          Map.entry("HKCU", "HKEY_CURRENT_USER"),
          Map.entry("HKU", "HKEY_USERS"),
          Map.entry("HKCR", "HKEY_CLASSES_ROOT"),
          Map.entry("HKCC", "HKEY_CURRENT_CONFIG"),
          Map.entry("HKPD", "HKEY_PERFORMANCE_DATA"));

  private static final Pattern BEGINNING =
      Pattern.compile("(?i)(HKEY_.*|(HKLM|HKCU|HKU|HKCR|HKCC|HKPD):?\\\\.*)", Pattern.DOTALL);

  static boolean looksLikeOne(String text) {
    return BEGINNING.matcher(text).matches();
  }

  /** The root by its full name and in capitals, single backslashes, none at the end. */
  static String normalised(String text) throws NotOne {
    String[] parts = text.replaceFirst("^(\\w+):", "$1").split("[\\\\]+", -1);
    String named = parts[0].toUpperCase(Locale.ROOT);
    String root = ROOTS.getOrDefault(named, named);
    if (!ROOTS.containsValue(root)) {
      throw new NotOne("a registry key begins with HKEY_LOCAL_MACHINE, HKLM\\ or the like");
    }
    var key = new StringBuilder(root);
    for (int part = 1; part < parts.length; part++) {
      if (!parts[part].isEmpty()) {
        key.append('\\').append(parts[part]);
      }
    }
    if (key.length() == root.length()) {
      throw new NotOne("a registry key has a name behind " + root);
    }
    if (key.length() > LENGTH_MAX) {
      throw new NotOne("a registry key has at most 1,024 characters");
    }
    return key.toString();
  }

  private RegistryKey() {}
}
