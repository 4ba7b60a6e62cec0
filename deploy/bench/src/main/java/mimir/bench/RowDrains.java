package mimir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import mimir.bench.AnswerTopic.Asked;
import mimir.bench.Goals.Rates;

/** From the topic to rows: against COPY of the same rows, and one campaign against many. */
final class RowDrains {
  private static final int LARGE = 1_000;
  private static final int SMALL = 10;
  private static final double LARGE_MIN = 0.4;
  private static final double SMALL_MIN = 0.25;
  private static final int MANY = 100;
  private static final double MANY_MIN = 0.95;
  private static final double COUNTED_MIN = 0.95;

  private final AnswerDrain drain;
  private final AnswerDatabase database;
  private final Psql psql;
  private final Path file;
  private final Goals goals;

  RowDrains(AnswerStack stack, AnswerDrain drain, AnswerDatabase database, Goals goals)
      throws IOException {
    this.drain = drain;
    this.database = database;
    this.psql = stack.psql();
    this.file = stack.file("rows.copy");
    this.goals = goals;
  }

  void againstCopy(int rows, int rounds) throws IOException, SQLException, InterruptedException {
    againstCopy(rows, LARGE, LARGE_MIN, rounds);
    // As many rows take longer in small answers.
    againstCopy(rows / 2, SMALL, SMALL_MIN, rounds);
  }

  private void againstCopy(int rows, int rowsEach, double min, int rounds)
      throws IOException, SQLException, InterruptedException {
    var ours = new ArrayList<Double>();
    var copies = new ArrayList<Double>();
    for (int round = 1; round <= rounds; round++) {
      List<Asked> one = drain.launch(1);
      ours.add(drain.rowsPerSecond(one, rows, rowsEach));
      copies.add(copy(one.getFirst()));
      System.out.printf(
          "answers of %,d rows, round %d: %,.0f rows/s, COPY %,.0f rows/s%n",
          rowsEach, round, ours.getLast(), copies.getLast());
    }
    String what = "answers of %,d rows".formatted(rowsEach);
    goals.rates(
        new Rates(what + ", stored", ours),
        new Rates(what + ", COPY of them", copies),
        what + ", stored in COPYs",
        min);
  }

  /** The same rows in the same order into the same table, which they were taken from. */
  private double copy(Asked asked) throws IOException, SQLException, InterruptedException {
    psql.write(
        "COPY (SELECT * FROM ingest.answer_row WHERE campaign_id = '%s') TO STDOUT"
            .formatted(asked.campaignId()),
        file);
    long rows = database.kept(List.of(asked));
    database.empty(asked.campaignId());
    double seconds = psql.read("COPY ingest.answer_row FROM STDIN", file);
    Files.delete(file);
    database.drop(asked.campaignId());
    return rows / seconds;
  }

  void oneAgainstMany(int rows, int rounds) throws IOException, SQLException, InterruptedException {
    var one = new ArrayList<Double>();
    var many = new ArrayList<Double>();
    for (int round = 1; round <= rounds; round++) {
      one.add(into(1, rows));
      many.add(into(MANY, rows));
      System.out.printf(
          "campaigns, round %d: one %,.0f rows/s, %d of them %,.0f rows/s%n",
          round, one.getLast(), MANY, many.getLast());
    }
    goals.rates(
        new Rates("into %d campaigns".formatted(MANY), many),
        new Rates("into one campaign", one),
        "%d campaigns in one".formatted(MANY),
        MANY_MIN);
  }

  /** One campaign, whose counter is a row that each transaction changes last. */
  void withAndWithoutCounter(int rows, int rounds)
      throws IOException, SQLException, InterruptedException {
    var on = new ArrayList<Double>();
    var off = new ArrayList<Double>();
    for (int round = 1; round <= rounds; round++) {
      on.add(counted(rows));
      database.counters(false);
      try {
        off.add(counted(rows));
      } finally {
        database.counters(true);
      }
      System.out.printf(
          "counter, round %d: on %,.0f rows/s, off %,.0f rows/s%n",
          round, on.getLast(), off.getLast());
    }
    goals.rates(
        new Rates("with the cap's counter", on),
        new Rates("without it", off),
        "counter on in off",
        COUNTED_MIN);
  }

  private double counted(int rows) throws IOException, SQLException, InterruptedException {
    List<Asked> asked = drain.launch(1);
    double rate = drain.rowsPerSecondByAnswers(asked, rows, SMALL);
    database.drop(asked.getFirst().campaignId());
    return rate;
  }

  private double into(int campaigns, int rows)
      throws IOException, SQLException, InterruptedException {
    List<Asked> asked = drain.launch(campaigns);
    double rate = drain.rowsPerSecond(asked, rows, SMALL);
    for (Asked each : asked) {
      database.drop(each.campaignId());
    }
    return rate;
  }
}
