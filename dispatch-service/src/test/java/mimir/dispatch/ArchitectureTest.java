package mimir.dispatch;

import mimir.testing.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void the_house_rules_hold() {
    HouseRules.check("mimir.dispatch");
  }
}
