package mimir.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import mimir.bench.AnswerTopic.Asked;
import mimir.bench.Goals.Rates;

/** A campaign with many rows: its export against COPY, and how soon a column is counted. */
final class KeptCampaign {
  private static final int ROWS_EACH = 1_000;
  private static final double EXPORT_MIN = 0.5;
  private static final double STACK_SECONDS_MAX = 1;
  private static final int LATER_CALLS = 5;

  private final AnswerStack stack;
  private final AnswerDrain drain;
  private final AnswerDatabase database;
  private final Asked asked;
  private final int rows;
  private final Goals goals;

  private KeptCampaign(
      AnswerStack stack,
      AnswerDrain drain,
      AnswerDatabase database,
      Asked asked,
      int rows,
      Goals goals) {
    this.stack = stack;
    this.drain = drain;
    this.database = database;
    this.asked = asked;
    this.rows = rows;
    this.goals = goals;
  }

  /** Full hosts, so that the number of rows is rounded up. */
  static KeptCampaign make(
      AnswerStack stack, AnswerDrain drain, AnswerDatabase database, int rows, Goals goals)
      throws SQLException {
    int hosts = Math.ceilDiv(rows, ROWS_EACH);
    System.out.printf("making a campaign of %,d rows%n", hosts * ROWS_EACH);
    Asked asked = drain.launch(1).getFirst();
    database.fill(asked, hosts, ROWS_EACH);
    return new KeptCampaign(stack, drain, database, asked, hosts * ROWS_EACH, goals);
  }

  void export(int rounds) throws IOException, InterruptedException, SQLException {
    Psql psql = stack.psql();
    long lines = stack.api().lines(path("jsonl"));
    AnswerApi.Body whole = exported("jsonl");
    if (lines != rows || whole.rows() != rows) {
      throw new IllegalStateException("the export is not whole: " + lines + " lines, " + whole);
    }
    var ours = new ArrayList<Double>();
    var copies = new ArrayList<Double>();
    for (int round = 1; round <= rounds; round++) {
      AnswerApi.Body body = exported("jsonl");
      if (body.bytes() != whole.bytes()) {
        throw new IllegalStateException("two exports of the same rows differ");
      }
      ours.add(rows / body.seconds());
      copies.add(
          rows
              / psql.discard(
                  "COPY (SELECT host_id, query_id, row_no, columns FROM ingest.answer_row"
                      + " WHERE campaign_id = '%s') TO STDOUT".formatted(asked.campaignId())));
      System.out.printf(
          "export, round %d: jsonl %,.0f rows/s, COPY %,.0f rows/s%n",
          round, ours.getLast(), copies.getLast());
    }
    goals.rates(
        new Rates("export, JSON Lines", ours),
        new Rates("COPY … TO STDOUT", copies),
        "export in COPYs",
        EXPORT_MIN);
    for (String format : List.of("csv", "parquet")) {
      AnswerApi.Body body = exported(format);
      goals.note(
          "export, " + format,
          "%,.0f rows/s, %,d MiB".formatted(rows / body.seconds(), body.bytes() >> 20));
    }
    goals.note("peak RSS with exports (-Xmx256m)", ResidentMemory.peak(stack.pid()) + " MiB");
  }

  private AnswerApi.Body exported(String format) throws IOException {
    return stack.api().get(path(format));
  }

  private String path(String format) {
    return "/api/v1/campaigns/%s/export?format=%s".formatted(asked.campaignId(), format);
  }

  void stack() throws IOException, SQLException {
    for (String column : List.of("name", "pid")) {
      double first = counted(column);
      var later = new ArrayList<Double>();
      for (int call = 0; call < LATER_CALLS; call++) {
        later.add(counted(column));
      }
      long before = database.kept(List.of(asked));
      drain.write(List.of(asked), 1, ROWS_EACH);
      drain.await(List.of(asked), before + ROWS_EACH);
      double more = counted(column);
      double worst = later.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
      goals.note("stack by %s, first call".formatted(column), millis(first));
      reached("stack by %s, later calls, worst".formatted(column), worst);
      reached("stack by %s, after %,d more rows".formatted(column, ROWS_EACH), more);
    }
  }

  private void reached(String what, double seconds) {
    goals.add(what, millis(seconds), "< 1 s", seconds < STACK_SECONDS_MAX);
  }

  private double counted(String column) throws IOException {
    UUID id = asked.campaignId();
    return stack
        .api()
        .get("/api/v1/campaigns/%s/stack?column=%s&order=rarest".formatted(id, column))
        .seconds();
  }

  private static String millis(double seconds) {
    return "%,.0f ms".formatted(seconds * 1_000);
  }
}
