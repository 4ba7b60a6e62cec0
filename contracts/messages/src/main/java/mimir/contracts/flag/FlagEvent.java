package mimir.contracts.flag;

import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;

/** Topic {@code flags}, key: the flag's key, compacted: the last message is the flag's value. */
public sealed interface FlagEvent {
  MessageCodec<FlagEvent> CODEC = MessageCodec.of(FlagEvent.class);

  String key();

  @MessageType("mimir.flag.flipped.v1")
  record FlagFlipped(String key, boolean enabled, String by) implements FlagEvent {}
}
