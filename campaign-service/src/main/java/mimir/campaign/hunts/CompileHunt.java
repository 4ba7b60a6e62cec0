package mimir.campaign.hunts;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import mimir.campaign.CampaignLimits;
import mimir.campaign.guard.PlatformRules;
import mimir.campaign.hunts.IocCompiler.Compiled;
import mimir.campaign.targets.Target;
import mimir.contracts.campaign.CampaignEvent.FrozenIoc;
import mimir.contracts.guard.OsquerySchema;
import mimir.contracts.guard.SqlGuard;

/**
 * Compiles indicators and lets the guard look at every statement, as at an operator's own (G-4).
 */
@ApplicationScoped
class CompileHunt {
  private final IocCompiler compiler;
  private final SqlGuard guard;
  private final OsquerySchema schema;

  CompileHunt(CampaignLimits limits, SqlGuard guard, OsquerySchema schema) {
    this.compiler =
        new IocCompiler(
            new SweptDirectories(limits.huntDirectories().orElse(SweptDirectories.DEFAULT)));
    this.guard = guard;
    this.schema = schema;
  }

  /** The statements, and what the guard thinks of them for more than one host. */
  record Checked(HuntQueries queries, List<SqlGuard.Statement> statements) {
    void requireAllowed(long hosts) {
      statements.forEach(statement -> statement.requireAllowed(hosts));
    }
  }

  /**
   * @throws mimir.contracts.Refused {@code nothing_to_match} when nothing comes of them (I-8)
   */
  Checked compile(List<FrozenIoc> iocs) {
    List<Compiled> compiled = compiler.compile(iocs);
    if (compiled.isEmpty()) {
      throw HuntRules.nothingToMatch();
    }
    List<SqlGuard.Statement> checked =
        compiled.stream().map(each -> guard.check(each.sql())).toList();
    var statements = new ArrayList<HuntQueries.Statement>();
    for (int n = 0; n < compiled.size(); n++) {
      statements.add(
          new HuntQueries.Statement(
              compiled.get(n), PlatformRules.having(checked.get(n).tables(), schema)));
    }
    return new Checked(HuntQueries.of(statements, new TreeSet<>(Target.PLATFORMS)), checked);
  }
}
