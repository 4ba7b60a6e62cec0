package mimir.ingest.responses;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import mimir.contracts.ingest.ResultPart.Assignment;

/**
 * What must become of parts, as plainly as can be said: an upload counts once each of its parts has
 * come, and the first one of an assignment that counts is its answer. Of those that begin to count
 * within one batch, it may be any.
 */
final class PartModel {
  private final Map<UUID, Answer> uploads;
  private final Map<UUID, Set<Integer>> came = new HashMap<>();
  private final Map<Assignment, Set<UUID>> first = new HashMap<>();

  PartModel(List<Answer> uploads) {
    this.uploads = uploads.stream().collect(Collectors.toMap(Answer::uploadId, each -> each));
  }

  /** An answer with its cells in order; an error has none. */
  record Seen(String outcome, List<String> columns) {}

  void taken(List<Upload.Piece> batch) {
    for (Upload.Piece piece : batch) {
      came.computeIfAbsent(piece.part().uploadId(), _ -> new HashSet<>()).add(piece.part().part());
    }
    counting().forEach(first::putIfAbsent);
  }

  /** Assignment → uploads that count. */
  private Map<Assignment, Set<UUID>> counting() {
    return uploads.values().stream()
        .filter(each -> came.getOrDefault(each.uploadId(), Set.of()).size() == each.parts().size())
        .collect(
            Collectors.groupingBy(
                Answer::assignment, Collectors.mapping(Answer::uploadId, Collectors.toSet())));
  }

  /** Of a campaign that was known from the beginning: each answer is one of these. */
  Map<Assignment, Set<Seen>> expected(UUID campaignId) {
    return of(campaignId, first);
  }

  /** Of one that became known at some time; more than one upload may have been whole then. */
  Map<Assignment, Set<Seen>> expectedAtLast(UUID campaignId) {
    return of(campaignId, counting());
  }

  private Map<Assignment, Set<Seen>> of(UUID campaignId, Map<Assignment, Set<UUID>> counting) {
    return counting.entrySet().stream()
        .filter(each -> each.getKey().campaignId().equals(campaignId))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                each ->
                    each.getValue().stream()
                        .map(uploads::get)
                        .map(PartModel::whole)
                        .collect(Collectors.toSet())));
  }

  private static Seen whole(Answer upload) {
    return upload.status() != 0
        ? new Seen("errored", List.of())
        : new Seen(
            "stored",
            upload.parts().stream()
                .flatMap(List::stream)
                .map(row -> "{\"cell\":\"" + row.get("cell") + "\"}")
                .toList());
  }

  /** What the database holds of a campaign, in the same words. */
  static Map<Assignment, Seen> seen(UUID campaignId, Stored stored) {
    Map<Assignment, List<String>> columns =
        stored.rows().stream()
            .collect(
                Collectors.groupingBy(
                    row -> assignment(campaignId, row),
                    Collectors.mapping(row -> (String) row.get("columns"), Collectors.toList())));
    return stored.answers().stream()
        .map(answer -> Map.entry(assignment(campaignId, answer), (String) answer.get("outcome")))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                each -> new Seen(each.getValue(), columns.getOrDefault(each.getKey(), List.of()))));
  }

  private static Assignment assignment(UUID campaignId, Map<String, Object> row) {
    return new Assignment(campaignId, (UUID) row.get("query_id"), (UUID) row.get("host_id"));
  }
}
