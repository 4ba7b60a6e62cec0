package mimir.planted.beta;

import mimir.planted.alpha.HastyResource;
import mimir.testing.Tokens;

/** Breaks: an endpoint is nobody's API; no service knows another. */
public final class Follower {
  private final HastyResource resource;

  Follower(HastyResource resource) {
    this.resource = resource;
  }

  public static String statement(String table) {
    return "DELETE FROM " + table;
  }

  int rows() {
    return resource.rows(Tokens.class.getName());
  }
}
