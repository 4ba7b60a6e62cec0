package mimir.planted.alpha;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import mimir.planted.beta.Follower;
import org.jdbi.v3.core.Jdbi;

/** Breaks: endpoints touch no SQL; Jdbi where the SQL stands; fields; cycles with beta. */
@Path("/hasty")
public class HastyResource {
  @Inject Jdbi jdbi;

  public int rows(String table) {
    return jdbi.withHandle(handle -> handle.execute(Follower.statement(table)));
  }
}
