package mimir.ingest.responses;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.CampaignKind;
import mimir.contracts.ingest.ResultPart;
import mimir.contracts.ingest.ResultPart.Assignment;
import mimir.contracts.runtime.Ids;

/** An answer as dispatch-service cuts it into parts. */
record Answer(
    UUID uploadId,
    Assignment assignment,
    int status,
    String message,
    Instant receivedAt,
    List<List<Map<String, String>>> parts) {
  static final Instant LAUNCHED_AT = Instant.parse("2026-11-20T10:00:00Z");
  static final Instant IN_TIME = LAUNCHED_AT.plusSeconds(60);
  static final Instant LATE = LAUNCHED_AT.plus(Duration.ofDays(7));
  static final String TRACE_ID = "00-0af7651916cd43dd8448eb211c80319c-";
  static final String TRACE = TRACE_ID + "b7ad6b7169203331-01";

  /** Of a host and a query of its own. */
  static Answer to(UUID campaignId) {
    return of(new Assignment(campaignId, Ids.next(), UUID.randomUUID()));
  }

  /** One part with one row. */
  static Answer of(Assignment assignment) {
    return new Answer(Ids.next(), assignment, 0, "", IN_TIME, List.of(List.of(Map.of("n", "0"))));
  }

  Answer with(List<List<Map<String, String>>> otherParts) {
    return new Answer(uploadId, assignment, status, message, receivedAt, otherParts);
  }

  /** So many parts with so many rows each; the cell n counts through. */
  Answer with(int count, int rowsEach) {
    return with(
        IntStream.range(0, count)
            .mapToObj(
                part ->
                    IntStream.range(0, rowsEach)
                        .mapToObj(row -> Map.of("n", Integer.toString(part * rowsEach + row)))
                        .toList())
            .toList());
  }

  Answer receivedAt(Instant at) {
    return new Answer(uploadId, assignment, status, message, at, parts);
  }

  Answer failed(int otherStatus, String otherMessage) {
    return new Answer(uploadId, assignment, otherStatus, otherMessage, receivedAt, parts);
  }

  List<Upload.Piece> pieces() {
    return pieces(null);
  }

  /** As of a host that sent more than dispatch-service keeps. */
  List<Upload.Piece> piecesOfMore() {
    return pieces(true);
  }

  private List<Upload.Piece> pieces(Boolean truncated) {
    var pieces = new ArrayList<Upload.Piece>();
    for (int part = 0; part < parts.size(); part++) {
      pieces.add(
          new Upload.Piece(
              new ResultPart(
                  uploadId,
                  uploadId,
                  assignment,
                  1,
                  part,
                  part == parts.size() - 1,
                  status,
                  message,
                  new ResultPart.Stats(12L, 3L, 4L, 5_000L),
                  receivedAt,
                  null,
                  0,
                  truncated,
                  parts.get(part)),
              TRACE));
    }
    return pieces;
  }

  static CampaignLaunched launched(UUID campaignId) {
    return launched(campaignId, 1, 50_000, 10_000_000);
  }

  static CampaignLaunched launched(UUID campaignId, int queries, int perHostCap, long campaignCap) {
    return new CampaignLaunched(
        campaignId,
        "sweep",
        CampaignKind.OSQUERY,
        "alice",
        LAUNCHED_AT,
        LAUNCHED_AT.plus(Duration.ofMinutes(10)),
        null,
        new FrozenTarget("all", 1),
        1,
        0,
        IntStream.range(0, queries)
            .mapToObj(n -> new FrozenQuery(Ids.next(), "osquery", "SELECT " + n))
            .toList(),
        List.of(),
        null,
        null,
        perHostCap,
        campaignCap,
        null);
  }
}
