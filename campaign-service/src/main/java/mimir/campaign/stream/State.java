package mimir.campaign.stream;

/**
 * A campaign as its readers are told: two texts of JSON, and a short name of each.
 *
 * @param coverageVersion the same for the same text, in every replica
 */
record State(String coverage, String coverageVersion, String status, String statusVersion) {}
