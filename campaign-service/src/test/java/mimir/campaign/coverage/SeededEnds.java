package mimir.campaign.coverage;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import mimir.campaign.SeededCampaign.Assignment;
import mimir.campaign.coverage.EndedAssignment.Rank;

/** Ends as the topics tell of them, for tests of other features. */
@ApplicationScoped
public class SeededEnds {
  private static final int BATCH = 500;
  private static final List<Rank> RANKS = List.copyOf(EnumSet.allOf(Rank.class));

  private final FoldEnds fold;

  SeededEnds(FoldEnds fold) {
    this.fold = fold;
  }

  /** About two thirds of them end, some more than once and in another way. */
  public void endSome(List<Assignment> assignments, Instant now, long seed) {
    var random = new Random(seed);
    for (int round = 0; round < 2; round++) {
      var ends = new ArrayList<EndedAssignment>();
      for (Assignment assignment : assignments) {
        if (random.nextInt(10) < 4) {
          ends.add(end(assignment, RANKS.get(random.nextInt(RANKS.size())), random));
        }
      }
      for (int from = 0; from < ends.size(); from += BATCH) {
        fold.fold(
            ends.subList(from, Math.min(ends.size(), from + BATCH)),
            now.plusSeconds(60L * round + from));
      }
    }
  }

  public void cancel(Assignment assignment, Instant now) {
    fold.fold(List.of(end(assignment, Rank.CANCELLED, new Random(0))), now);
  }

  private static EndedAssignment end(Assignment assignment, Rank rank, Random random) {
    long rows = rank == Rank.RESPONDED ? random.nextInt(3) : 0;
    return new EndedAssignment(
        assignment.campaignId(),
        assignment.hostId(),
        assignment.queryId(),
        rank,
        rank == Rank.RESPONDED && random.nextBoolean(),
        rows > 0,
        rows,
        Instant.EPOCH);
  }
}
