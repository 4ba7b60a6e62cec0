package mimir.campaign.slots;

import java.time.Instant;
import java.util.UUID;

/**
 * A launch that is within its live window.
 *
 * @param id of the campaign, or of the hunt when that has no campaign
 * @param by username of the person who launched
 */
public record HeldSlot(UUID id, String kind, String name, String by, Instant liveUntil) {}
