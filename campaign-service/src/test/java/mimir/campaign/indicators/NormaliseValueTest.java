package mimir.campaign.indicators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import mimir.campaign.indicators.IndicatorValue.NotOne;
import mimir.contracts.campaign.IndicatorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormaliseValueTest {
  private static final String MD5 = "44D88612FEA8A8F36DE82E1278ABB02F";
  private static final String SHA1 = "3395856CE81F2B7382DEE72602F798B642F14140";
  private static final String SHA256 =
      "275A021BBFB6489E54D471899F7DB9D1663FC695EC2FE2A2C4538AABF651FD0F";

  /** {@code MD5} and the like stand for a hash in capitals. */
  @ParameterizedTest(name = "I-3 {0} is {1}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          text                             | type             | normalised
          SHA256                           | file_hash_sha256 | lower
          SHA1                             | file_hash_sha1   | lower
          MD5                              | file_hash_md5    | lower
          'abcdef01'                       | filename         | abcdef01
          HKEY_LOCAL_MACHINE\\Software\\Evil | registry_key   | HKEY_LOCAL_MACHINE\\Software\\Evil
          HKLM\\Software\\\\Evil\\            | registry_key     | HKEY_LOCAL_MACHINE\\Software\\Evil
          hkcu\\Run                         | registry_key     | HKEY_CURRENT_USER\\Run
          HKU:\\S-1-5-18\\Run                | registry_key     | HKEY_USERS\\S-1-5-18\\Run
          HKCR\\.evil                       | registry_key     | HKEY_CLASSES_ROOT\\.evil
          HTTPS://Evil.COM:443/A?b=C       | url              | https://evil.com/A?b=C
          http://evil.com:8080             | url              | http://evil.com:8080
          hxxps://evil[.]com/x             | url              | https://evil.com/x
          http://user:Pw@EVIL.com/         | url              | http://user:Pw@evil.com/
          192.0.2.7                        | ipv4             | 192.0.2.7
          192.0.2[.]7                      | ipv4             | 192.0.2.7
          /usr/bin//evil                   | filepath         | /usr/bin/evil
          C:/Users\\\\x/evil.exe             | filepath         | C:\\Users\\x\\evil.exe
          \\\\server\\share\\evil.exe          | filepath         | \\\\server\\share\\evil.exe
          Evil.Example.COM.                | domain           | evil.example.com
          evil[.]com                       | domain           | evil.com
          evil(.)com                       | domain           | evil.com
          bücher.de                        | domain           | xn--bcher-kva.de
          a.b.co.uk                        | domain           | a.b.co.uk
          co.uk                            | filename         | co.uk
          setup.zip                        | filename         | setup.zip
          evil.exe                         | filename         | evil.exe
          libevil.so                       | filename         | libevil.so
          README                           | filename         | README
          evil.notatld                     | filename         | evil.notatld
          ' Evil.EXE '                     | filename         | Evil.EXE
          NBSP                             | domain           | evil.com
          http://my_site.evil.com/x        | url              | http://my_site.evil.com/x
          http://evil.com:0080/            | url              | http://evil.com/
          http://[2001:DB8::1]:8080/x      | url              | http://[2001:db8::1]:8080/x
          http://intranet/x                | url              | http://intranet/x
          C://Users/evil.exe               | filepath         | C:\\Users\\evil.exe
          c:\\evil.exe                      | filepath         | C:\\evil.exe
          evil.pl                          | filename         | evil.pl
          www.evil.pl                      | domain           | www.evil.pl
          id_rsa.pub                       | filename         | id_rsa.pub
          """)
  void a_pasted_value_is_told_apart_and_normalised(String text, String type, String normalised)
      throws NotOne {
    String pasted = spelt(text);

    IndicatorValue value = NormaliseValue.of(pasted);

    assertThat(value.type().wire()).isEqualTo(type);
    assertThat(value.value())
        .isEqualTo(normalised.equals("lower") ? pasted.toLowerCase(Locale.ROOT) : normalised);
    assertThat(NormaliseValue.of(value.type(), value.value()))
        .as("once is enough")
        .isEqualTo(value);
  }

  private static String spelt(String text) {
    return switch (text) {
      case "MD5" -> MD5;
      case "SHA1" -> SHA1;
      case "SHA256" -> SHA256;
      case "NBSP" -> "\u00a0evil.com\u200b";
      default -> text;
    };
  }

  @ParameterizedTest(name = "I-2 {0} is no {1}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          text                 | type             | reason
          ''                   | filename         | needed
          '  '                 | domain           | needed
          MD5                  | file_hash_sha1   | 40 hexadecimal
          xyz                  | file_hash_md5    | 32 hexadecimal
          a/b                  | filename         | no /
          a\\b                  | filename         | no /
          ..                   | filename         | not .
          256*n                | filename         | 255
          usr/bin/evil         | filepath         | root
          evil.exe             | filepath         | root
          %APPDATA%\\evil.exe   | filepath         | root
          /usr/bin/            | filepath         | ends with
          4097*/               | filepath         | 4,096
          Software\\Evil        | registry_key     | begins with
          HKLM                 | registry_key     | behind
          HKLM\\                | registry_key     | behind
          HKEY_NOWHERE\\x       | registry_key     | begins with
          1.2.3                | ipv4             | four numbers
          1.2.3.256            | ipv4             | 0 to 255
          1.2.3.04             | ipv4             | octal
          10.0.0.0/8           | ipv4             | four numbers
          ::1                  | ipv4             | four numbers
          evil                 | domain           | two labels
          *.evil.com           | domain           | subdomains
          ev il.com            | domain           | label
          -evil.com            | domain           | label
          evil..com            | domain           | two labels
          1.2.3.4              | domain           | no number
          evil.com             | url              | scheme
          1http://evil.com     | url              | scheme
          http://evil.com:x    | url              | port
          http://evil.com:70000 | url             | port
          http://ev il.com/    | url              | label
          faß.de               | domain           | xn--
          1001*ü               | domain           | two labels
          20000*x              | filename         | 8,192
          http:///path         | url              | host
          http://evil.com/a b  | url              | blanks
          8193*u               | url              | 8,192
          """)
  void what_is_no_value_of_a_type_is_told_why(String text, String type, String reason) {
    assertThatThrownBy(() -> NormaliseValue.of(IndicatorType.of(type), repeated(spelt(text))))
        .isInstanceOf(NotOne.class)
        .hasMessageContaining(reason);
  }

  private static String repeated(String text) {
    return text.matches("\\d+\\*.")
        ? text.substring(text.length() - 1).repeat(Integer.parseInt(text.replaceFirst("\\*.*", "")))
        : text;
  }

  @Test
  void what_cannot_be_kept_is_no_value() {
    for (String text : new String[] {"\u200b\u00a0", "a\0b", "\ud800", "a\nb", "a\tb", null}) {
      assertThatThrownBy(() -> NormaliseValue.of(text)).isInstanceOf(NotOne.class);
    }
  }

  /** What the JDK would need hours for, and what it throws at. */
  @Test
  void long_names_are_refused_before_anybody_reads_them() {
    String marks = "a" + "\u0315\u0316".repeat(4_000);
    for (String text : List.of(marks, marks + ".com", "ü".repeat(1_001))) {
      assertThatThrownBy(() -> NormaliseValue.of(IndicatorType.DOMAIN, text))
          .isInstanceOf(NotOne.class);
      assertThatThrownBy(() -> NormaliseValue.of(IndicatorType.URL, "http://" + text + "/"))
          .isInstanceOf(NotOne.class);
    }
  }

  @Test
  void what_is_said_to_be_a_name_or_a_path_is_left_as_it_is() throws NotOne {
    assertThat(NormaliseValue.of(IndicatorType.FILENAME, "a(.)b[.]c").value())
        .isEqualTo("a(.)b[.]c");
    assertThat(NormaliseValue.of(IndicatorType.FILEPATH, "/a[:]b").value()).isEqualTo("/a[:]b");
  }

  @Test
  void what_windows_names_is_the_same_in_any_case_and_what_others_name_is_not() throws NotOne {
    assertThat(hash(IndicatorType.REGISTRY_KEY, "HKLM\\Software\\Evil"))
        .isEqualTo(hash(IndicatorType.REGISTRY_KEY, "hklm\\SOFTWARE\\evil"));
    assertThat(hash(IndicatorType.FILEPATH, "C:\\Evil"))
        .isEqualTo(hash(IndicatorType.FILEPATH, "c:\\evil"));
    assertThat(hash(IndicatorType.FILEPATH, "/opt/Evil"))
        .isNotEqualTo(hash(IndicatorType.FILEPATH, "/opt/evil"));
  }

  private static byte[] hash(IndicatorType type, String text) throws NotOne {
    return NormaliseValue.of(type, text).hash();
  }
}
