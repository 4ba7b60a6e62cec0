package mimir.contracts.flag;

import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;

/** Topic {@code flags}, key: the flag's key, compacted: the last message is the flag's value. */
public sealed interface FlagEvent {
  MessageCodec<FlagEvent> CODEC = MessageCodec.of(FlagEvent.class);

  /** While off, hunts go live-only and no campaign can be launched (F-5). */
  String OFFLINE_CAMPAIGNS_ENABLED = "offline_campaigns_enabled";

  String key();

  @MessageType("mimir.flag.flipped.v1")
  record FlagFlipped(String key, boolean enabled, String by) implements FlagEvent {}
}
