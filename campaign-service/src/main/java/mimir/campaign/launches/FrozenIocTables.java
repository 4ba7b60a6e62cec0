package mimir.campaign.launches;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** The SQL that reads frozen indicators. */
@ApplicationScoped
public class FrozenIocTables {

  private static final String PAGE =
      """
      SELECT place, ioc_id, type, value, severity
      FROM frozen_ioc
      WHERE launch_id = :launch_id AND place > :after
      ORDER BY place
      LIMIT :limit
      """;

  private static final String LAUNCHED =
      """
      SELECT EXISTS (SELECT FROM coverage WHERE campaign_id = :launch_id)
      """;

  private final Jdbi jdbi;

  FrozenIocTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * @param place 0-based, in the order of the launch
   */
  public record FrozenAt(int place, UUID iocId, String type, String value, String severity) {}

  /** Those behind a place, in their order. */
  public List<FrozenAt> page(UUID launchId, int after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(PAGE)
                .bind("launch_id", launchId)
                .bind("after", after)
                .bind("limit", limit)
                .map(
                    row ->
                        new FrozenAt(
                            row.getColumn("place", Integer.class),
                            row.getColumn("ioc_id", UUID.class),
                            row.getColumn("type", String.class),
                            row.getColumn("value", String.class),
                            row.getColumn("severity", String.class)))
                .list());
  }

  boolean launched(UUID launchId) {
    return jdbi.withHandle(
        handle ->
            handle.createQuery(LAUNCHED).bind("launch_id", launchId).mapTo(Boolean.class).one());
  }
}
