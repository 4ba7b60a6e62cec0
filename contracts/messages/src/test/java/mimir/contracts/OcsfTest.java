package mimir.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mimir.contracts.campaign.IndicatorType;
import mimir.contracts.campaign.Severity;
import mimir.contracts.ingest.AlertEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Alerts are Detection Findings of OCSF 1.5.0. */
class OcsfTest {
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(VersionFlag.V202012)
          .getSchema(
              OcsfTest.class.getResourceAsStream("/ocsf/detection_finding-1.5.0.schema.json"));

  private static ObjectNode golden(String name) throws IOException {
    Path file = Checkout.GOLDEN.resolve("alerts").resolve(name);
    return (ObjectNode) MessageCodec.json().readTree(Files.readAllBytes(file));
  }

  private static List<String> complaints(JsonNode finding) {
    return SCHEMA.validate(finding).stream().map(Object::toString).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"AlertRaised.v1.json", "AlertRaised.v1.minimal.json"})
  void an_alert_is_a_detection_finding(String name) throws IOException {
    assertThat(complaints(golden(name))).isEmpty();
  }

  @Test
  void the_version_is_the_one_that_is_checked() throws IOException {
    assertThat(golden("AlertRaised.v1.json").at("/metadata/version").asText())
        .isEqualTo(AlertEvent.OCSF_VERSION);
  }

  @ParameterizedTest
  @EnumSource(Severity.class)
  void every_severity_is_one_of_ocsf(Severity severity) throws IOException {
    var finding = golden("AlertRaised.v1.json");
    finding.put("severity_id", AlertEvent.severity(severity).id());

    assertThat(complaints(finding)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(IndicatorType.class)
  void every_type_of_indicator_is_an_observable_of_ocsf(IndicatorType type) throws IOException {
    var finding = golden("AlertRaised.v1.json");
    ((ObjectNode) finding.get("observables").get(0))
        .put("type_id", AlertEvent.observable(type).id());

    assertThat(complaints(finding)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"activity_id", "class_uid", "finding_info", "metadata", "severity_id", "time"})
  void without_a_required_attribute_it_is_none(String attribute) throws IOException {
    var finding = golden("AlertRaised.v1.json");
    finding.remove(attribute);

    assertThat(complaints(finding)).isNotEmpty();
  }

  @Test
  void an_attribute_that_ocsf_does_not_have_stands_below_unmapped() throws IOException {
    assertThat(complaints(golden("AlertRaised.v1.json").put("campaign_id", "x"))).isNotEmpty();
  }
}
