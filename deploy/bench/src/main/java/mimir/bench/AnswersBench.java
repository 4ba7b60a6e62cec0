package mimir.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** What becomes of answers, and how fast: stored, seen, exported and counted. */
final class AnswersBench {
  private final AnswerOptions options;
  private final Goals goals = new Goals();

  private AnswersBench(AnswerOptions options) {
    this.options = options;
  }

  public static void main(String[] arguments)
      throws IOException, SQLException, InterruptedException, ExecutionException {
    var bench = new AnswersBench(AnswerOptions.parse(List.of(arguments)));
    // Before minutes are spent.
    Psql.find();
    bench.run();
    bench.goals.print();
    if (bench.goals.missed()) {
      System.exit(1);
    }
  }

  private void run() throws IOException, SQLException, InterruptedException, ExecutionException {
    if (options.has("visible")) {
      new VisibleAnswers(options.rate(), options.seconds(), goals).run();
    }
    if (options.has("alerts")) {
      new AlertedAnswers(options.alerts(), options.seconds(), goals).run();
    }
    if (!options.onlyInSystem()) {
      withService();
    }
  }

  private void withService()
      throws IOException, SQLException, InterruptedException, ExecutionException {
    try (var stack = AnswerStack.start();
        var topic = stack.topic();
        var database = stack.database()) {
      var drain = new AnswerDrain(stack, topic, database);
      if (options.has("export") || options.has("stack")) {
        kept(KeptCampaign.make(stack, drain, database, options.kept(), goals));
      }
      var drains = new RowDrains(stack, drain, database, goals);
      if (options.has("rows")) {
        drains.againstCopy(options.rows(), options.rounds());
      }
      if (options.has("campaigns")) {
        drains.oneAgainstMany(options.rows() / 2, options.rounds());
        drains.withAndWithoutCounter(options.rows() / 2, options.rounds());
      }
      if (options.has("backlog")) {
        new AnswerBacklog(stack, drain, topic, database, goals)
            .run(options.answers(), options.each());
      }
    }
  }

  private void kept(KeptCampaign campaign) throws IOException, SQLException, InterruptedException {
    if (options.has("export")) {
      campaign.export(options.rounds());
    }
    if (options.has("stack")) {
      campaign.stack();
    }
  }
}
