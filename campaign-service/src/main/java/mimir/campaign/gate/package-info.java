/**
 * Whether campaigns can be launched: the flag's current value, from the compacted flags topic.
 *
 * <p>The service is not ready before it has read the topic to its end; while flag-service or Kafka
 * is down, the last known value holds (F-3).
 */
package mimir.campaign.gate;
