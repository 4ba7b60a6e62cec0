package mimir.ingest.responses;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.ingest.ResultPart;
import mimir.ingest.matching.MatchAnswers;
import mimir.ingest.matching.Matched;
import mimir.ingest.responses.AnswerTables.Judged;

/** Which of the answers are a hunt's, and what their rows match. */
@ApplicationScoped
class MatchHunts {
  private final MatchAnswers matches;

  MatchHunts(MatchAnswers matches) {
    this.matches = matches;
  }

  /** Those that match something, each with all that it matches. */
  Map<ResultPart.Assignment, List<Matched>> of(List<Judged> answers, Map<UUID, Campaign> known) {
    var matched = new HashMap<ResultPart.Assignment, List<Matched>>();
    for (Judged judged : answers) {
      Upload upload = judged.upload();
      if (known.get(upload.campaignId()).hunt() && upload.rows() > 0) {
        List<Matched> found = matches.match(answered(judged));
        if (!found.isEmpty()) {
          matched.put(upload.assignment(), found);
        }
      }
    }
    return matched;
  }

  private static MatchAnswers.Answered answered(Judged judged) {
    Upload upload = judged.upload();
    return new MatchAnswers.Answered(
        upload.assignment(),
        judged.late(),
        upload.respondedAt(),
        upload.traceparent(),
        reader -> upload.parts().each(part -> reader.accept(part.rows())));
  }
}
