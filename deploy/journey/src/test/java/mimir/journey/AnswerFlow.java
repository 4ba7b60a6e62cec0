package mimir.journey;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import mimir.journey.AnswerWriter.Asked;
import mimir.journey.AnswerWriter.Sent;

/** Answers of hosts that come one after the other, to all of the campaigns, until it is closed. */
final class AnswerFlow {
  private static final int PAUSE_MILLIS = 10;
  private static final int ROWS_MAX = 50;

  private final AnswerWriter writer;
  private final List<Asked> campaigns;
  private final SplittableRandom random;
  private final Map<Asked, List<Sent>> confirmed = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("answer-flow").daemon().factory());
  private final ScheduledFuture<?> flow;

  AnswerFlow(AnswerWriter writer, List<Asked> campaigns, long seed) {
    this.writer = writer;
    this.campaigns = List.copyOf(campaigns);
    this.random = new SplittableRandom(seed);
    campaigns.forEach(each -> confirmed.put(each, new ArrayList<>()));
    flow = thread.scheduleAtFixedRate(this::writeOne, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void writeOne() {
    UUID host = UUID.randomUUID();
    for (Asked asked : campaigns) {
      var sent = new Sent(UUID.randomUUID(), asked, host, random.nextInt(ROWS_MAX + 1));
      writer.answer(sent);
      confirmed.get(asked).add(sent);
      if (random.nextInt(4) == 0) {
        writer.answer(sent.again());
      }
    }
  }

  /** Ends it; what the broker has confirmed of it. */
  Map<Asked, List<Sent>> end() throws InterruptedException {
    thread.shutdown();
    if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the last answer is still being written");
    }
    if (flow.state() == Future.State.FAILED) {
      throw new AssertionError("an answer could not be written", flow.exceptionNow());
    }
    return confirmed;
  }
}
