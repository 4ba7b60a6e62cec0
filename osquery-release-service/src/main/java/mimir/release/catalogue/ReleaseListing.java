package mimir.release.catalogue;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The read table of releases, newest first. */
@ApplicationScoped
class ReleaseListing {

  @Entity
  @Table(name = "osquery_release")
  static class ReleaseRow extends PanacheEntityBase {
    @Id UUID releaseId;
    String version;
    String os;
    String arch;
    String status;
    Integer rolloutPercent;
    Instant addedAt;
    String addedBy;
  }

  /** A release as admins see it; {@code rollout} is null before approval. */
  record Release(
      UUID id,
      String version,
      String os,
      String arch,
      String status,
      Integer rollout,
      Instant addedAt,
      String addedBy) {}

  List<Release> page(UUID before, int limit) {
    var order = Sort.descending("releaseId");
    var query =
        before == null
            ? ReleaseRow.<ReleaseRow>findAll(order)
            : ReleaseRow.<ReleaseRow>find("releaseId < ?1", order, before);
    return query.page(0, limit).stream()
        .map(
            row ->
                new Release(
                    row.releaseId,
                    row.version,
                    row.os,
                    row.arch,
                    row.status,
                    row.rolloutPercent,
                    row.addedAt,
                    row.addedBy))
        .toList();
  }
}
