package mimir.flag;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import mimir.contracts.flag.FlagEvent;
import mimir.contracts.flag.FlagEvent.FlagFlipped;
import mimir.contracts.runtime.Recorded;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The read table of flags: the last flip of each. */
@ApplicationScoped
class FlagTables {

  @Entity
  @Table(name = "flag")
  static class FlagRow extends PanacheEntityBase {
    @Id String key;
    boolean enabled;
    Instant updatedAt;
    String updatedBy;
  }

  void project(Recorded<FlagEvent> recorded) {
    switch (recorded.event()) {
      case FlagFlipped flipped -> {
        FlagRow row = FlagRow.findById(flipped.key());
        if (row == null) {
          row = new FlagRow();
          row.key = flipped.key();
        }
        row.enabled = flipped.enabled();
        row.updatedAt = recorded.at();
        row.updatedBy = flipped.by();
        row.persist();
      }
    }
  }

  Flag find(KnownFlag flag) {
    return flag(flag, FlagRow.findById(flag.key()));
  }

  List<Flag> all() {
    Map<String, FlagRow> rows =
        FlagRow.<FlagRow>listAll().stream()
            .collect(Collectors.toMap(row -> row.key, Function.identity()));
    return List.of(KnownFlag.values()).stream()
        .map(known -> flag(known, rows.get(known.key())))
        .toList();
  }

  private static Flag flag(KnownFlag known, FlagRow row) {
    return row == null
        ? new Flag(known.key(), false, known.description(), null, null)
        : new Flag(known.key(), row.enabled, known.description(), row.updatedAt, row.updatedBy);
  }

  /** A flag as everybody may see it (F-2); never flipped means never updated. */
  record Flag(
      String key,
      boolean enabled,
      String description,
      @Schema(nullable = true) Instant updatedAt,
      @Schema(nullable = true) String updatedBy) {}
}
