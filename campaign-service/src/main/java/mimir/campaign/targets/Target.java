package mimir.campaign.targets;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

/** Whom a launch asks, as an operator says it (T-1, T-3). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Target.Fleet.class, name = "all"),
  @JsonSubTypes.Type(value = Target.Hosts.class, name = "hosts"),
  @JsonSubTypes.Type(value = Target.OsIn.class, name = "os_in")
})
@Schema(oneOf = {Target.Fleet.class, Target.Hosts.class, Target.OsIn.class})
public sealed interface Target {
  int HOSTS_MAX = 100_000;

  /** The platforms that hosts have (H-1). */
  Set<String> PLATFORMS = Set.of("linux", "darwin", "windows", "freebsd");

  /** Every host in service. */
  @Schema(
      name = "FleetTarget",
      requiredProperties = "type",
      properties = @SchemaProperty(name = "type", type = SchemaType.STRING, enumeration = "all"))
  record Fleet() implements Target {}

  @Schema(
      name = "HostsTarget",
      requiredProperties = {"type", "host_ids"},
      properties = @SchemaProperty(name = "type", type = SchemaType.STRING, enumeration = "hosts"))
  record Hosts(List<UUID> hostIds) implements Target {}

  /** Of these platforms. For previews, saved and live queries; a campaign refuses it. */
  @Schema(
      name = "OsInTarget",
      requiredProperties = {"type", "os"},
      properties = @SchemaProperty(name = "type", type = SchemaType.STRING, enumeration = "os_in"))
  record OsIn(List<String> os) implements Target {}

  /** The target's name in events and answers. */
  default String type() {
    return switch (this) {
      case Fleet _ -> "all";
      case Hosts _ -> "hosts";
      case OsIn _ -> "os_in";
    };
  }

  /** Refuses what a campaign cannot ask (T-3), and what {@link #checked} refuses. */
  static Target forCampaign(Target target) {
    if (target instanceof OsIn) {
      throw new Refused(
          ErrorCode.OS_FILTER_UNSUPPORTED,
          "Campaigns don't yet support OS-filtered targets — pick Fleet or specific hosts"
              + " instead.");
    }
    return checked(target);
  }

  /** Refuses what names nobody, or too many; each host is named once in the answer. */
  static Target checked(Target target) {
    return switch (target) {
      case null -> throw Refused.invalidField("target", "A target is needed: all, hosts or os_in.");
      case Fleet fleet -> fleet;
      case Hosts hosts -> {
        List<UUID> ids = hosts.hostIds() == null ? List.of() : hosts.hostIds();
        if (ids.isEmpty() || ids.size() > HOSTS_MAX || ids.stream().anyMatch(Objects::isNull)) {
          throw Refused.invalidField("host_ids", "host_ids names 1 to 100,000 hosts.");
        }
        yield new Hosts(ids.stream().distinct().toList());
      }
      case OsIn oses -> {
        List<String> os = oses.os() == null ? List.of() : oses.os();
        boolean known = os.stream().allMatch(each -> each != null && PLATFORMS.contains(each));
        if (os.isEmpty() || !known || new HashSet<>(os).size() < os.size()) {
          throw Refused.invalidField(
              "os", "os names 1 to 4 of linux, darwin, windows and freebsd, each once.");
        }
        yield oses;
      }
    };
  }
}
