package mimir.fleet.update;

import java.io.IOException;

/** The server does not want to, and will not want to a second later; says what it said. */
final class DownloadRefused extends IOException {
  private static final long serialVersionUID = 1L;

  DownloadRefused(String message) {
    super(message);
  }
}
