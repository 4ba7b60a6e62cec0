/**
 * A campaign's page follows the campaign while it is open (V-11).
 *
 * <p>{@code GET /api/v1/campaigns/{id}/stream} tells at once how the campaign stands, then what
 * changes: {@code coverage} at most twice a second, {@code status} as soon as it is seen, a comment
 * after 15 s without either. One poll of the database every half second serves all readers of a
 * replica; with no reader there is no poll.
 *
 * <p><b>Resumption.</b> An event's id names the state of both that its reader has when it has the
 * event. {@code Last-Event-ID} brings it back, to whichever replica, and only what differs is told;
 * states are not deltas, so nothing is lost by having been away.
 *
 * <p><b>Room.</b> A replica has 256 streams, and 16 of them for one person, whichever keys; one
 * more is refused with {@code too_many_streams} before it begins.
 *
 * <p><b>Ends.</b> A stream ends when the token that opened it does, 3 minutes at the most: the
 * browser comes back with its last id and is let in by a new token, or not. A session that ends
 * earlier is seen by the gateway, which looks every 30 s and cuts the stream. A reader that does
 * not keep up is cut when its few buffered events are full.
 */
package mimir.campaign.stream;
