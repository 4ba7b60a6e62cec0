package mimir.ingest.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.campaign.IndicatorType;
import mimir.contracts.campaign.Severity;
import mimir.contracts.ingest.AlertEvent;
import mimir.ingest.alerts.Finding.Source;
import mimir.ingest.matching.Matched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingTest {
  private static final String MD5 = "5d41402abc4b2a76b9719d911017c592";
  private static final UUID CAMPAIGN = UUID.fromString("0199e0a4-7c1e-7d31-9b52-3f6a1c0d8e11");
  private static final UUID HOST = UUID.fromString("3f2b8f7e-0c6a-4b7e-9d0e-1a2b3c4d5e6f");
  private static final UUID IOC = UUID.fromString("0199b2f0-11d4-7c56-8f2d-0a1b2c3d4e5f");
  private static final long DETECTED_AT = 1_795_338_967_184L;

  private static Matched matched(Map<String, String> evidence) {
    return new Matched(
        CAMPAIGN,
        HOST,
        IOC,
        IndicatorType.FILE_HASH_MD5,
        MD5,
        Severity.CRITICAL,
        evidence,
        1,
        true,
        Instant.EPOCH,
        null);
  }

  private static AlertEvent finding(Map<String, String> evidence, Source source) {
    var told = new Finding.Told(AlertId.of(CAMPAIGN, HOST, IOC), source, DETECTED_AT, "0.1.0");
    return Finding.of(matched(evidence), told);
  }

  private static Map<String, String> row() {
    var row = new LinkedHashMap<String, String>();
    row.put("path", "C:\\Users\\anna\\Downloads\\invoice.exe");
    row.put("md5", MD5);
    return row;
  }

  /** The golden ones are held against OCSF where messages are tested. */
  @ParameterizedTest
  @CsvSource({
    "AlertRaised.v1.json,         campaign, 0199e0a4-7c1e-7d31-9b52-3f6a1c0d8e11,"
        + " 0199c7aa-40b9-7e2f-93d4-6c5b4a392817, wks-0042, windows",
    "AlertRaised.v1.minimal.json, hunt, , , ,"
  })
  void it_is_what_the_golden_file_shows(
      String golden, String source, UUID campaign, UUID hunt, String hostname, String platform)
      throws IOException {
    Path file = goldens().resolve(golden);

    AlertEvent finding = finding(row(), new Source(source, campaign, hunt, hostname, platform));

    assertThat(MessageCodec.json().readTree(AlertEvent.CODEC.encode(finding)))
        .isEqualTo(MessageCodec.json().readTree(Files.readAllBytes(file)));
  }

  private static Path goldens() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("contracts/messages/pom.xml"))) {
      folder = folder.getParent();
    }
    return folder.resolve("contracts/messages/src/test/resources/golden/alerts");
  }

  @Test
  void a_long_cell_is_cut_between_characters_and_what_no_text_is_replaced() {
    assertThat(Finding.cut(Map.of("a", "x".repeat(5_000))).get("a")).hasSize(4_096);
    assertThat(Finding.cut(Map.of("a", "x".repeat(4_095) + "😀")).get("a")).hasSize(4_095);
    assertThat(Finding.cut(Map.of("a", "x\ud800y\0")).get("a")).isEqualTo("x\ufffdy\ufffd");
  }

  @Test
  void of_a_wide_row_only_the_first_columns_are_evidence() {
    var wide = new LinkedHashMap<String, String>();
    for (int n = 0; n < 1_000; n++) {
      wide.put("column-" + n, "x".repeat(900));
    }

    Map<String, String> cut = Finding.cut(wide);

    assertThat(cut).containsEntry("column-0", "x".repeat(900)).hasSizeLessThan(20);
    assertThat(
            cut.entrySet().stream()
                .mapToInt(e -> e.getKey().length() + e.getValue().length())
                .sum())
        .isLessThanOrEqualTo(16_384);
  }
}
