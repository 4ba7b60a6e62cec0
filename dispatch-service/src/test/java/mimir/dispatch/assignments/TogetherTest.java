package mimir.dispatch.assignments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TogetherTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
  private final Semaphore gate = new Semaphore(0);

  @Test
  void who_is_alone_waits_for_nobody() {
    var together = new Together<Integer, Integer>("test", 4, Duration.ZERO, LONG, this::doubled);

    assertThat(together.ask(3)).isEqualTo(6);
    assertThat(sizes).containsExactly(1);
  }

  @Test
  void who_comes_meanwhile_goes_together_and_gets_its_own_answer() throws Exception {
    var together =
        new Together<Integer, Integer>(
            "test",
            4,
            Duration.ZERO,
            LONG,
            questions -> {
              gate.acquireUninterruptibly();
              return doubled(questions);
            });
    var answers = new ArrayList<Future<Integer>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 0; n < 20; n++) {
        int question = n;
        answers.add(threads.submit(() -> together.ask(question)));
      }
      // All have asked once the two that are under way have left the others behind.
      while (gate.getQueueLength() < 2) {
        Thread.onSpinWait();
      }
      gate.release(100);
    }

    for (int n = 0; n < answers.size(); n++) {
      assertThat(answers.get(n).get()).isEqualTo(2 * n);
    }
    assertThat(sizes).allMatch(size -> size >= 1 && size <= 4);
    assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(20);
  }

  @Test
  void a_failure_is_told_to_all_of_them_and_the_next_one_is_answered() {
    var failing = new boolean[] {true};
    var together =
        new Together<Integer, Integer>(
            "test",
            4,
            Duration.ZERO,
            LONG,
            questions -> {
              if (failing[0]) {
                throw new IllegalStateException("away");
              }
              return doubled(questions);
            });

    assertThatThrownBy(() -> together.ask(1)).hasMessage("away");
    failing[0] = false;
    assertThat(together.ask(1)).isEqualTo(2);
  }

  @Test
  void nobody_waits_for_ever() {
    var together =
        new Together<Integer, Integer>(
            "test",
            4,
            Duration.ZERO,
            Duration.ofMillis(20),
            questions -> {
              gate.acquireUninterruptibly();
              return doubled(questions);
            });

    assertThatThrownBy(() -> together.ask(1)).isInstanceOf(CancellationException.class);
    gate.release(100);
  }

  @Test
  void who_comes_soon_after_another_waits_and_goes_with_those_who_come_meanwhile()
      throws Exception {
    var apart = Duration.ofMillis(200);
    var together = new Together<Integer, Integer>("test", 4, apart, LONG, this::doubled);
    long start = System.nanoTime();
    assertThat(together.ask(1)).isEqualTo(2);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var others =
          List.of(threads.submit(() -> together.ask(2)), threads.submit(() -> together.ask(3)));
      assertThat(others.getFirst().get()).isEqualTo(4);
      assertThat(others.getLast().get()).isEqualTo(6);
    }

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(apart.toNanos());
    // Two, unless this thread stood still for so long that the third one came a turn later.
    assertThat(sizes).hasSizeBetween(2, 3);
  }

  @Test
  void one_subject_is_never_asked_twice_in_one_statement() throws Exception {
    var together =
        new Together<>(
            "test",
            4,
            Duration.ZERO,
            LONG,
            new Together.Database<Integer, Integer>() {
              @Override
              public List<Integer> answers(List<Integer> questions) {
                gate.acquireUninterruptibly();
                assertThat(questions).doesNotHaveDuplicates();
                return doubled(questions);
              }

              @Override
              public Object subject(Integer question) {
                return question;
              }
            });
    var answers = new ArrayList<Future<Integer>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 0; n < 8; n++) {
        answers.add(threads.submit(() -> together.ask(7)));
      }
      while (gate.getQueueLength() < 2) {
        Thread.onSpinWait();
      }
      gate.release(100);
    }

    for (Future<Integer> answer : answers) {
      assertThat(answer.get()).isEqualTo(14);
    }
    assertThat(sizes).containsOnly(1).hasSize(8);
  }

  /** Whoever adds itself just as the last worker ends must not be left behind. */
  @Test
  void nobody_is_forgotten() throws Exception {
    var together = new Together<Integer, Integer>("test", 3, Duration.ZERO, LONG, this::doubled);
    var running = new ArrayList<Future<?>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int thread = 0; thread < 16; thread++) {
        int first = thread * 1_000;
        running.add(
            threads.submit(
                () -> {
                  for (int n = first; n < first + 500; n++) {
                    assertThat(together.ask(n)).isEqualTo(2 * n);
                  }
                }));
      }
    }
    for (Future<?> each : running) {
      each.get();
    }
  }

  private List<Integer> doubled(List<Integer> questions) {
    sizes.add(questions.size());
    return questions.stream().map(question -> 2 * question).toList();
  }
}
