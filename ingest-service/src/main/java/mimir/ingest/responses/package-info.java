/**
 * What becomes of answers.
 *
 * <p>A batch of the topic results is one transaction, or several when it has many bytes: parts are
 * put together by their upload id; the first complete upload of an assignment becomes its answer (a
 * unique key decides, so a redelivery, a replay, or the agent's re-sent write changes nothing); its
 * rows go into the campaign's partition; and the batch event for {@code responses} is an outbox
 * row. Offsets are committed after it: a crash in between means a redelivery that finds everything
 * done.
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
 * hands over by records and by compressed bytes, and the next batch waits while one is stored: so
 * few records make a batch. It is decoded in pieces of some megabytes. Of an upload that came in
 * several batches one part at a time is read, and rows go by COPY in pieces of about a megabyte.
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
