package mimir.campaign.rebuild;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** The tables that a rebuild makes again, as they are: each with a hash over its ordered rows. */
public final class ProjectionTables {
  static final List<String> ALL =
      List.of(
          "campaign",
          "campaign_query",
          "campaign_warning",
          "coverage",
          "frozen_ioc",
          "host_coverage",
          "hunt",
          "live_query",
          "slot");

  public record Content(long rows, String hash) {}

  public static Map<String, Content> in(Jdbi jdbi) {
    var contents = new LinkedHashMap<String, Content>();
    for (String table : ALL) {
      contents.put(
          table,
          jdbi.withHandle(
              handle ->
                  handle
                      .createQuery(
                          """
                          SELECT count(*) AS rows,
                                 md5(string_agg(md5(each::text), '' ORDER BY each::text COLLATE "C"))
                                     AS hash
                          FROM %s AS each
                          """
                              .formatted(table))
                      .map(
                          row ->
                              new Content(
                                  row.getColumn("rows", Long.class),
                                  row.getColumn("hash", String.class)))
                      .one()));
    }
    return contents;
  }

  private ProjectionTables() {}
}
