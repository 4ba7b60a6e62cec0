package mimir.fleet.update;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import mimir.contracts.agreed.Manifest;
import mimir.contracts.signature.TrustedKeys;

/** What an agent installs, and when. */
final class UpdateRules {
  /** What failed may have been the day's weather. */
  static final Duration RETRY_AFTER = Duration.ofHours(24);

  /** Of the interval, so that hosts that were started together drift apart. */
  private static final int JITTER_PART = 4;

  /** Why it is not installed; none when it may be. */
  static Optional<String> refusal(
      UpdateOffer offer, String os, String arch, TrustedKeys keys, Instant now) {
    Manifest manifest = offer.manifest();
    if (!manifest.os().equals(os) || !manifest.arch().equals(arch)) {
      return Optional.of(
          "it is for %s/%s, and this host is %s/%s"
              .formatted(manifest.os(), manifest.arch(), os, arch));
    }
    if (!TrustedKeys.isSignature(offer.signature())) {
      return Optional.of("the signature is not 128 hexadecimal digits");
    }
    if (!keys.verify(manifest, offer.signature())) {
      return Optional.of("the signature does not verify with any key that this agent trusts");
    }
    if (!manifest.fresh(now)) {
      return Optional.of(
          "it was signed on %s, which is too long ago or ahead of this host's clock (%s)"
              .formatted(manifest.timestamp(), now));
    }
    return Optional.empty();
  }

  /** From one question to the next. */
  static Duration untilNextAsk(Duration interval, RandomGenerator random) {
    return interval.plus(upTo(interval.dividedBy(JITTER_PART), random));
  }

  /** Whether it failed so lately; a time that has not come yet was told by another clock. */
  static boolean failedLately(Instant failed, Instant now) {
    return !failed.isAfter(now) && now.isBefore(failed.plus(RETRY_AFTER));
  }

  /** Whether a wait can end then; one that is longer than any was told by another clock. */
  static boolean canBeDue(Instant due, Instant now, Duration stagger) {
    return !due.isAfter(now.plus(stagger));
  }

  /** Evenly spread, zero included. */
  static Duration upTo(Duration most, RandomGenerator random) {
    return Duration.ofMillis(random.nextLong(most.toMillis() + 1));
  }

  private UpdateRules() {}
}
