package mimir.local.postgres;

/**
 * A replication slot.
 *
 * @param active a reader is connected
 * @param walStatus "lost" when the server had to drop what the reader still needs
 */
public record SlotState(boolean active, String walStatus) {
  static final SlotState ABSENT = new SlotState(false, "absent");

  public boolean lost() {
    return walStatus.equals("lost");
  }
}
