package mimir.campaign.guard;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import mimir.campaign.targets.KnownHosts;
import mimir.campaign.targets.PreviewTargets;
import mimir.campaign.targets.Target;
import mimir.campaign.targets.TargetTables;
import mimir.contracts.Refused;
import mimir.contracts.guard.SqlGuard;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the guard would say to a launch, while the SQL is being typed. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/sql")
@Authenticated
class SqlCheckResource {
  private final SqlGuard guard;
  private final PlatformWarnings warnings;
  private final KnownHosts known;
  private final PreviewTargets platforms;
  private final TargetTables targets;

  SqlCheckResource(
      SqlGuard guard,
      PlatformWarnings warnings,
      KnownHosts known,
      PreviewTargets platforms,
      TargetTables targets) {
    this.guard = guard;
    this.warnings = warnings;
    this.known = known;
    this.platforms = platforms;
    this.targets = targets;
  }

  @Schema(name = "CheckSqlRequest")
  record CheckRequest(@Schema(required = true) String sql, Target target) {}

  @Schema(name = "CheckedSql")
  record Checked(
      @Schema(description = "The tables that the statement reads, by their own names.")
          List<String> tables,
      List<Warning> warnings,
      @Schema(
              nullable = true,
              description =
                  "A table that may be asked on a single host only, when the target is more than"
                      + " one; else null.")
          String blockedBy) {}

  @POST
  @Path("check")
  @Operation(
      summary = "Check a statement before it is launched or saved",
      description =
          "Without a target it is checked as for a fleet of many hosts. What the guard does not"
              + " accept is refused with invalid_sql, and the line and column (both from 1) where"
              + " it stands. A table of the deny-list is told in blocked_by and not refused.")
  public Checked check(CheckRequest request) {
    if (request == null) {
      throw Refused.invalidField("sql", "sql is needed.");
    }
    Target target = request.target() == null ? null : Target.checked(request.target());
    var statement = guard.check(request.sql());
    if (target != null) {
      known.require(target);
    }
    var tables = statement.tables();
    // Without a target: it is still open, and may become any.
    var blockedBy = statement.blockedBy();
    if (warnings.areEverywhere(tables)) {
      return new Checked(
          tables, List.of(), blockedBy.filter(_ -> target == null || isMany(target)).orElse(null));
    }
    // Somebody is typing: the hosts are counted once, for both answers.
    var counted = platforms.count(target == null ? new Target.Fleet() : target, Instant.EPOCH);
    return new Checked(
        tables,
        warnings.among(tables, counted),
        blockedBy.filter(_ -> target == null || counted.hosts() > 1).orElse(null));
  }

  /** As a launch counts them: hosts in service, and no further than it matters. */
  private boolean isMany(Target target) {
    return switch (target) {
      case Target.OsIn oses -> platforms.count(oses, Instant.EPOCH).hosts() > 1;
      case Target.Fleet _, Target.Hosts _ -> targets.countUpTo(target, 2) > 1;
    };
  }
}
