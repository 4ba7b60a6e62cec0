package mimir.ingest.export;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import mimir.ingest.export.RowPages.Place;

/** The rows of a cut, a page after the other; between them there are others, stored later. */
final class CutRows {
  /** Answers that are read together. */
  private static final int ANSWERS_MAX = 5_000;

  private final ExportTables tables;
  private final RowPages.Reader reader;
  private final Cut cut;

  private List<CutAnswer> answers = List.of();
  private Iterator<CutAnswer> ahead;
  private CutAnswer answer;
  private Place place;
  private boolean more = true;

  CutRows(ExportTables tables, RowPages pages, Cut cut) {
    this.tables = tables;
    this.reader = pages.of(cut.campaignId());
    this.cut = cut;
  }

  /** A row and the answer that it is of. */
  record Row(CutAnswer answer, StoredRow stored) {}

  /** None when there are no more. */
  List<Row> next() {
    while (place != null || nextAnswers()) {
      List<StoredRow> stored = reader.next(place, answers.getLast());
      place = stored.isEmpty() ? null : Place.of(stored.getLast());
      List<Row> page = ofTheCut(stored);
      if (!page.isEmpty()) {
        return page;
      }
    }
    return List.of();
  }

  private boolean nextAnswers() {
    if (more) {
      answers = tables.answers(cut, answers.isEmpty() ? null : answers.getLast(), ANSWERS_MAX);
      more = answers.size() == ANSWERS_MAX;
      if (!answers.isEmpty()) {
        ahead = answers.iterator();
        answer = ahead.next();
        place = Place.before(answer);
      }
    }
    return place != null;
  }

  private List<Row> ofTheCut(List<StoredRow> stored) {
    var page = new ArrayList<Row>(stored.size());
    for (StoredRow row : stored) {
      while (before(answer, row) && ahead.hasNext()) {
        answer = ahead.next();
      }
      if (answer.is(row.hostId(), row.queryId())) {
        page.add(new Row(answer, row));
      }
    }
    return page;
  }

  /** In the order of PostgreSQL, which compares ids as bytes. */
  private static boolean before(CutAnswer answer, StoredRow row) {
    int hosts = compare(answer.hostId(), row.hostId());
    return hosts < 0 || (hosts == 0 && compare(answer.queryId(), row.queryId()) < 0);
  }

  private static int compare(UUID one, UUID other) {
    int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
  }
}
