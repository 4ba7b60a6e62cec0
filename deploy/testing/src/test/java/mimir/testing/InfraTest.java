package mimir.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class InfraTest {
  @Test
  void every_database_is_new_and_its_schema_belongs_to_its_user() throws Exception {
    var first = Infra.freshDatabase("flag");
    var second = Infra.freshDatabase("flag");
    for (var database : new Database[] {first, second}) {
      try (var connection = database.connect();
          var statement = connection.createStatement()) {
        statement.execute("CREATE TABLE event (n int)");
        try (var row = statement.executeQuery("SELECT current_schema()")) {
          row.next();
          assertThat(row.getString(1)).isEqualTo("flag");
        }
      }
    }
    assertThat(first.jdbcUrl()).isNotEqualTo(second.jdbcUrl());
  }

  @Test
  void a_wrong_password_is_refused() {
    var database = Infra.freshDatabase("flag");
    var stranger = new Database(database.jdbcUrl(), database.user(), "guess");

    assertThatThrownBy(stranger::connect).isInstanceOf(SQLException.class);
  }

  @Test
  void topics_exist_under_a_prefix_of_their_own() throws Exception {
    var prefix = Infra.freshTopicPrefix();
    var other = Infra.freshTopicPrefix();
    try (var admin =
        Admin.create(Map.<String, Object>of("bootstrap.servers", Infra.kafkaBootstrap()))) {
      var names = admin.listTopics().names().get();
      assertThat(names).contains(prefix + "flags", prefix + "results.dead", other + "flags");
      var results = prefix + "results";
      assertThat(
              admin
                  .describeTopics(List.of(results))
                  .allTopicNames()
                  .get()
                  .get(results)
                  .partitions())
          .hasSize(3);
    }
  }

  @Test
  void a_service_is_told_where_everything_is() {
    var resource = new ServiceInfra();
    resource.init(Map.of("schema", "flag"));

    assertThat(resource.start())
        .containsKeys(
            "quarkus.datasource.jdbc.url",
            "quarkus.datasource.username",
            "quarkus.datasource.password",
            "kafka.bootstrap.servers",
            "mimir.topic-prefix",
            "mimir.jwks-url",
            "mp.jwt.verify.publickey.location")
        .containsEntry("mp.jwt.verify.issuer", "mimir-gateway");
  }
}
