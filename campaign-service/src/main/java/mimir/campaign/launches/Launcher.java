package mimir.campaign.launches;

/**
 * Who launches.
 *
 * @param username owner of the launch, the slot and the idempotency key
 * @param actor the same with the API key, for the event log
 */
public record Launcher(String username, String actor) {}
