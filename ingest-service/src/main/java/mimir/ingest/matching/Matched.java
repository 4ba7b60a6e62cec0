package mimir.ingest.matching;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.campaign.IndicatorType;
import mimir.contracts.campaign.Severity;

/**
 * A frozen indicator that rows of one answer match.
 *
 * @param launchId of the campaign, or of the live-only hunt
 * @param evidence the first row that matches
 * @param rows how many of the answer match
 * @param reportedAt when the host answered
 * @param traceparent of the answer, or null
 */
public record Matched(
    UUID launchId,
    UUID hostId,
    UUID iocId,
    IndicatorType type,
    String value,
    Severity severity,
    Map<String, String> evidence,
    long rows,
    boolean late,
    Instant reportedAt,
    String traceparent) {}
