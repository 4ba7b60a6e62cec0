package mimir.campaign.indicators;

import com.google.common.net.InternetDomainName;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import mimir.contracts.campaign.IndicatorType;

/** Tells what one pasted value is (I-3). */
final class DetectType {
  private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]+");

  /** By their number of digits. */
  private static final Map<Integer, IndicatorType> HASHES =
      Map.of(
          64, IndicatorType.FILE_HASH_SHA256,
          40, IndicatorType.FILE_HASH_SHA1,
          32, IndicatorType.FILE_HASH_MD5);

  private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]+://.*");
  private static final Pattern DOTTED_QUAD = Pattern.compile("\\d+(\\.\\d+){3}");

  /**
   * Endings of files that are, or look like, those of domains as well: setup.zip is a file. Not
   * com, which is the ending of most domains.
   */
  private static final Set<String> FILE_EXTENSIONS =
      Set.of(
          """
          7z aac ai app asm bash bat bin bz2 c cab cat cc cfg class cmd conf cpl cpp cs csv
          dat db deb dll dmg doc docm docx dot download dylib eml exe gz h hta htm html img
          inf ini iso jar java jpg js jse json lnk log md mov mp3 mp4 msi msix msp o ocx one
          pdf php pkg pl plist png ppt pptm pptx properties ps ps1 psd1 psm1 pub py pyc rar rb
          reg rpm rs rtf scr service sh so sql sys tar tgz tmp ts txt vb vbe vbs vhd vhdx wsf
          xls xlsm xlsx xml xz yaml yml zip zsh
          """
              .strip()
              .split("\\s+", -1));

  /**
   * @param text without blanks around it, and refanged
   */
  static IndicatorType of(String text) {
    if (HEX.matcher(text).matches() && HASHES.containsKey(text.length())) {
      return HASHES.get(text.length());
    }
    if (RegistryKey.looksLikeOne(text)) {
      return IndicatorType.REGISTRY_KEY;
    }
    if (SCHEME.matcher(text).matches()) {
      return IndicatorType.URL;
    }
    if (DOTTED_QUAD.matcher(text).matches()) {
      return IndicatorType.IPV4;
    }
    if (text.indexOf('/') >= 0 || text.indexOf('\\') >= 0) {
      return IndicatorType.FILEPATH;
    }
    return looksLikeDomain(text) ? IndicatorType.DOMAIN : IndicatorType.FILENAME;
  }

  private static boolean looksLikeDomain(String text) {
    String ascii = NormaliseValue.ascii(text);
    if (ascii == null || !InternetDomainName.isValid(ascii)) {
      return false;
    }
    InternetDomainName name = InternetDomainName.from(ascii);
    String last = name.parts().getLast().toLowerCase(Locale.ROOT);
    // Of two labels it may be either; evil.pl is more often a script than a domain by itself.
    boolean file = FILE_EXTENSIONS.contains(last) && name.parts().size() < 3;
    return name.isUnderRegistrySuffix() && !file;
  }

  private DetectType() {}
}
