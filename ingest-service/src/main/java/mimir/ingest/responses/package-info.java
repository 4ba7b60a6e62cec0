/**
 * What becomes of answers.
 *
 * <p>Records of the topic results that have come meanwhile are taken together, so a transaction is
 * as large as the backlog makes it, up to a bound; the next ones are decoded while it goes on.
 * Parts are put together by their upload id; the first complete upload of an assignment becomes its
 * answer (a unique key decides, so a redelivery, a replay, or the agent's re-sent write changes
 * nothing); its rows go into the campaign's partition; and the batch event for {@code responses} is
 * an outbox row. Offsets are committed after it: a crash in between means a redelivery that finds
 * everything done. They are committed in order, so none is that of a record before which something
 * is missing.
 *
 * <p>Topics are not ordered among each other, so an answer may come before its campaign. Its parts
 * then wait in a table; whoever makes the campaign known finishes them. Both sides take one lock,
 * the one shared, the other alone, so that no part waits for a launch that has just gone by.
 *
 * <p>A stop with discard takes back what dispatch-service received after it, and what is refused
 * because of it is told as {@code responses.discarded}. A batch holds its campaigns until its end
 * and a stop waits for that, so an answer is either taken back by the stop or refused by it.
 *
 * <p>Caps: a campaign's counter is changed once by each transaction, last, and only if
 * the sum stays under the cap: the database refuses more ({@code rows_within_cap}). A batch that
 * may not fit holds the counter first and gives each answer what is left, in the order in which
 * they came; the one that does not fit keeps the rows that do, is told as {@code
 * campaign.cap_crossed}, and none after it is kept. campaign-service then stops the campaign; that
 * stop takes nothing back. A host's cap matters beyond one answer only where a campaign has several
 * queries; those batches hold the counter too.
 *
 * <p>Memory: a backlog is larger than it, and so may one answer be. Kafka's consumer bounds what it
 * hands over by records and by compressed bytes, so it hands over few records; of what has come no
 * more is asked for once some megabytes or some thousand records wait. It is decoded in pieces of
 * that size, of which there are two at most. Of an upload that came in several batches one part at
 * a time is read, and rows go by COPY as they are encoded.
 *
 * <p>Many campaigns at once: what each of them needs in a transaction (its counter, its event) is
 * one statement for all, the counters in the order of their ids.
 *
 * <p>All parts of an upload have one key and so one consumer; parts taken by two transactions at
 * once would not see each other.
 *
 * <p>Uploads of one assignment may come mixed, and some never become whole: dispatch-service fails
 * in the middle of one, and the agent sends its answer again as another. The first whole one wins;
 * halves are forgotten when the topic holds no more of them.
 *
 * <p>Time: late is decided by when dispatch-service had received the answer, never by the agent's
 * clock.
 */
package mimir.ingest.responses;
