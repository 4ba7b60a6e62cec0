package mimir.contracts;

/**
 * Topic names without the prefix ({@code MIMIR_TOPIC_PREFIX}). Keys, owners, readers and retention
 * stand in {@code deploy/topics.yaml} and {@code contracts/README.md}.
 */
public final class Topics {
  public static final String FLAGS = "flags";
  public static final String CAMPAIGNS = "campaigns";
  public static final String HUNTS = "hunts";
  public static final String LIVE_QUERIES = "live-queries";
  public static final String INDICATORS = "indicators";
  public static final String SAVED_QUERIES = "saved-queries";
  public static final String ASSIGNMENTS = "assignments";
  public static final String AGENTS = "agents";
  public static final String HOSTS = "hosts";
  public static final String HOST_ACTIONS = "host-actions";
  public static final String ROW_ACTIONS = "row-actions";
  public static final String DISPATCH_WORK = "dispatch-work";
  public static final String RESULTS = "results";
  public static final String ASSIGNMENT_ENDS = "assignment-ends";
  public static final String RESPONSES = "responses";
  public static final String ALERTS = "alerts";
  public static final String ALERT_ACTIONS = "alert-actions";
  public static final String ENROLLMENT_SECRETS = "enrollment-secrets";
  public static final String AGENT_LOGS = "agent-logs";
  public static final String RELEASES = "releases";
  public static final String ACCESS = "access";

  /** Where a reader of a topic puts bytes that it cannot decode. */
  public static String dead(String topic) {
    return topic + ".dead";
  }

  private Topics() {}
}
