package mimir.contracts.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionalException;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.flag.FlagEvent;
import mimir.contracts.flag.FlagEvent.FlagFlipped;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class EventLogTest {
  private static final EventLog.Destination DESTINATION =
      new EventLog.Destination("flags", "k", "alice");

  // What an auditor runs: each row's hash made again from the row before it and its own columns.
  // It says which versions do not fit; none in a stream that nobody touched.
  private static final String BROKEN_LINKS =
      """
      WITH link AS (
          SELECT version, chain_hash,
                 ARRAY[lag(chain_hash, 1, '') OVER (ORDER BY version),
                       convert_to(stream, 'UTF8'),
                       convert_to(version::text, 'UTF8'),
                       convert_to(id::text, 'UTF8'),
                       convert_to(type, 'UTF8'),
                       convert_to(
                           to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
                           || CASE WHEN to_char(at, 'US') = '000000' THEN ''
                                   WHEN to_char(at, 'US') LIKE '%000' THEN to_char(at, '.MS')
                                   ELSE to_char(at, '.US') END
                           || 'Z', 'UTF8'),
                       convert_to(payload, 'UTF8')] AS fields
          FROM event
          WHERE stream = :stream
      )
      SELECT version
      FROM link
      WHERE chain_hash <> sha256(
          (SELECT string_agg(int4send(octet_length(field)) || field, ''::bytea ORDER BY n)
           FROM unnest(fields) WITH ORDINALITY AS each (field, n)))
      ORDER BY version
      """;

  @Inject EventLog log;
  @Inject Jdbi jdbi;

  private final String stream = "test-" + UUID.randomUUID();

  @Test
  void a_stream_that_does_not_exist_is_empty_at_version_zero() {
    var read = log.read(stream, FlagEvent.CODEC);

    assertThat(read.isEmpty()).isTrue();
    assertThat(read.version()).isZero();
  }

  @Test
  void what_was_appended_is_read_in_order_and_equal() {
    var first = append(0, flip(true), flip(false));
    var second = append(2, flip(true));

    var read = log.read(stream, FlagEvent.CODEC);

    assertThat(read.recorded())
        .containsExactly(first.get(0), first.get(1), second.getFirst())
        .extracting(Recorded::version)
        .containsExactly(1L, 2L, 3L);
    assertThat(read.events()).containsExactly(flip(true), flip(false), flip(true));
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "3", "-1"})
  void an_append_behind_another_version_is_refused_and_writes_nothing(long expected) {
    append(0, flip(true), flip(false));

    assertThatThrownBy(() -> append(expected, flip(true)))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHANGED_MEANWHILE));

    assertThat(log.read(stream, FlagEvent.CODEC).version()).isEqualTo(2);
  }

  @Test
  void streams_that_begin_together_are_as_if_each_had_begun_alone() {
    var names = Stream.generate(() -> "test-" + UUID.randomUUID()).limit(1_001).toList();

    begin(names);

    for (String name : List.of(names.getFirst(), names.getLast())) {
      var read = log.read(name, FlagEvent.CODEC);
      assertThat(read.events()).containsExactly(flip(true));
      assertThat(read.recorded())
          .extracting(Recorded::version, Recorded::actor)
          .containsExactly(tuple(1L, "alice"));
      assertThat(brokenLinks(name)).isEmpty();
    }
  }

  @Test
  void where_one_of_the_streams_has_begun_none_begins() {
    append(0, flip(true));
    String fresh = "test-" + UUID.randomUUID();

    assertThatThrownBy(() -> begin(List.of(fresh, stream)))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHANGED_MEANWHILE));

    assertThat(log.read(fresh, FlagEvent.CODEC).isEmpty()).isTrue();
    assertThat(log.read(stream, FlagEvent.CODEC).version()).isEqualTo(1);
  }

  private void begin(List<String> names) {
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                log.begin(
                    names.stream()
                        .map(
                            name ->
                                new EventLog.Beginning<FlagEvent>(name, DESTINATION, flip(true)))
                        .toList(),
                    FlagEvent.CODEC));
  }

  @Test
  void a_transaction_that_fails_leaves_no_event() {
    assertThatThrownBy(
            () ->
                QuarkusTransaction.requiringNew()
                    .run(
                        () -> {
                          log.append(stream, 0, DESTINATION, FlagEvent.CODEC, List.of(flip(true)));
                          throw new IllegalStateException("after the append");
                        }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(log.read(stream, FlagEvent.CODEC).isEmpty()).isTrue();
  }

  @Test
  void outside_of_a_transaction_nothing_is_opened_or_appended() {
    assertThatThrownBy(() -> log.open(stream, FlagEvent.CODEC))
        .isInstanceOf(TransactionalException.class);
    assertThatThrownBy(
            () -> log.append(stream, 0, DESTINATION, FlagEvent.CODEC, List.of(flip(true))))
        .isInstanceOf(TransactionalException.class);
  }

  @Test
  void who_opens_a_stream_decides_after_who_opened_it_before() throws Exception {
    Callable<Long> decideAndAppend =
        () ->
            QuarkusTransaction.requiringNew()
                .call(
                    () -> {
                      var opened = log.open(stream, FlagEvent.CODEC);
                      return log.append(
                              stream,
                              opened.version(),
                              DESTINATION,
                              FlagEvent.CODEC,
                              List.of(flip(true)))
                          .getFirst()
                          .version();
                    });

    try (var threads = Executors.newFixedThreadPool(6)) {
      assertThat(threads.invokeAll(Collections.nCopies(30, decideAndAppend)))
          .extracting(Future::get)
          .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 30).boxed().toList());
    }

    assertThat(brokenLinks()).isEmpty();
  }

  @Test
  void of_writers_that_did_not_open_the_stream_one_gets_the_version() throws Exception {
    Callable<Boolean> appendUnseen =
        () -> {
          try {
            append(0, flip(true));
            return true;
          } catch (Refused e) {
            return false;
          }
        };

    try (var threads = Executors.newFixedThreadPool(6)) {
      assertThat(threads.invokeAll(Collections.nCopies(12, appendUnseen)))
          .extracting(Future::get)
          .containsOnlyOnce(true);
    }
    assertThat(log.read(stream, FlagEvent.CODEC).version()).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          payload    | payload = replace(payload, 'alice', 'mallory') | 2
          type       | type = 'another'                           | 2
          time       | at = at + interval '1 microsecond'             | 2
          id         | id = gen_random_uuid()                         | 2
          own hash   | chain_hash = sha256('x')                       | 2,3
          """)
  void an_edited_row_breaks_the_chain(String what, String edit, String broken) {
    append(0, flip(true), flip(false), flip(true));
    assertThat(brokenLinks()).isEmpty();

    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE event SET " + edit + " WHERE stream = ? AND version = 2", stream));

    assertThat(brokenLinks()).hasToString("[" + broken.replace(",", ", ") + "]");
  }

  @Test
  void a_removed_row_breaks_the_chain_behind_it() {
    append(0, flip(true), flip(false), flip(true));

    jdbi.useHandle(
        handle -> handle.execute("DELETE FROM event WHERE stream = ? AND version = 2", stream));

    assertThat(brokenLinks()).containsExactly(3L);
  }

  private List<Recorded<FlagEvent>> append(long expected, FlagEvent... events) {
    return QuarkusTransaction.requiringNew()
        .call(() -> log.append(stream, expected, DESTINATION, FlagEvent.CODEC, List.of(events)));
  }

  private List<Long> brokenLinks() {
    return brokenLinks(stream);
  }

  private List<Long> brokenLinks(String name) {
    return jdbi.withHandle(
        handle -> handle.createQuery(BROKEN_LINKS).bind("stream", name).mapTo(Long.class).list());
  }

  private static FlagEvent flip(boolean enabled) {
    return new FlagFlipped("k", enabled, "alice");
  }
}
