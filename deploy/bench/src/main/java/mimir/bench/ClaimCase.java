package mimir.bench;

import java.io.IOException;
import java.sql.SQLException;

/** One comparison of claims, in databases of its own. */
interface ClaimCase {

  /** What takes minutes, and may be done while the machine does other things. */
  void make() throws SQLException;

  void measure(Goals goals) throws IOException, SQLException, InterruptedException;
}
