package mimir.dispatch.assignments;

import static mimir.dispatch.assignments.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import mimir.dispatch.assignments.ClaimAssignments.Claimed;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G-4: what was launched under another list, or by another version, and is claimed now. */
@QuarkusTest
class GuardedClaimsTest {
  @Inject Claims claims;
  @Inject Jdbi jdbi;

  private final UUID host = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();
  private Given given;

  @BeforeEach
  void given() {
    given = new Given(jdbi);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM curl WHERE url = 'http://169.254.169.254/'",
        "SELECT 1 FROM users LEFT JOIN \"CURL\" ON 0",
        "WITH c AS (SELECT url FROM main.curl) SELECT * FROM c",
        "SELECT * FROM yara"
      })
  void a_denied_table_is_not_asked_of_many_hosts(String sql) {
    var campaign = given.asking(sql, host, other);

    assertThat(claims.of(host, NOW)).isEmpty();

    assertThat(given.reason(campaign, host)).isEqualTo("blocked_sql");
    assertThat(given.count(campaign, "errored")).isEqualTo(1);
    assertThat(given.count(campaign, "pending")).isEqualTo(1);
    assertThat(given.published(campaign))
        .singleElement()
        .satisfies(
            payload ->
                assertThat(payload)
                    .contains("\"outcome\":\"errored\"", "\"reason\":\"blocked_sql\"")
                    .contains(host.toString())
                    .doesNotContain(other.toString()));
  }

  @Test
  void a_single_host_may_be_asked_it() {
    given.asking("SELECT * FROM curl WHERE url = 'http://localhost/'", host);

    assertThat(claims.of(host, NOW)).hasSize(1);
  }

  @Test
  void what_is_no_statement_of_ours_is_sent_to_nobody() {
    var campaign = given.asking("SELECT 1; SELECT sleep(60)", host);

    assertThat(claims.of(host, NOW)).isEmpty();

    assertThat(given.reason(campaign, host)).isEqualTo("invalid_sql");
  }

  @Test
  void refused_work_does_not_stand_before_other_work() {
    given.asking("SELECT * FROM curl", host, other);
    given.asking("SELECT * FROM shell_history", host, other);
    var allowed = given.campaign(1, host);

    assertThat(claims.of(host, NOW)).extracting(Claimed::campaignId).containsExactly(allowed);
  }
}
