package mimir.cli.server;

import java.time.Duration;

/**
 * How long to wait for what.
 *
 * @param connect for the connection
 * @param answer for an answer to begin
 * @param silence for the next bytes of an answer
 */
public record Patience(Duration connect, Duration answer, Duration silence) {

  /**
   * A launch may take 55 s, the gateway gives a service up after 60 s, and an open stream says
   * something every 15 s.
   */
  public static final Patience USUAL =
      new Patience(Duration.ofSeconds(10), Duration.ofSeconds(90), Duration.ofSeconds(90));
}
