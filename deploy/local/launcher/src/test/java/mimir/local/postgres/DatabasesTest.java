package mimir.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import mimir.local.process.Ports;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabasesTest {
  private static final List<String> SCHEMAS = List.of("flag", "campaign");

  private PostgresNode postgres;
  private Path passwords;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    postgres =
        PostgresNode.start(
            new PostgresNode.Settings(
                folder.resolve("postgres"), folder.resolve("log"), Ports.free(), false));
    passwords = folder.resolve("database.properties");
    new Databases(postgres, passwords).create(SCHEMAS);
  }

  @AfterAll
  void stop() throws Exception {
    postgres.stop();
  }

  @Test
  void passwords_are_the_owners_alone() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(passwords)))
        .isEqualTo("rw-------");
  }

  @Test
  void made_again_nothing_changes() throws Exception {
    var before = Files.readString(passwords);

    new Databases(postgres, passwords).create(SCHEMAS);

    assertThat(Files.readString(passwords)).isEqualTo(before);
  }

  @Test
  void a_role_sees_its_own_schema_and_no_other() throws Exception {
    execute("flag", "CREATE TABLE IF NOT EXISTS mine (id int)");

    assertThatThrownBy(() -> execute("campaign", "SELECT * FROM flag.mine"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> execute("campaign", "CREATE TABLE public.mine (id int)"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
  }

  @Test
  void a_slot_that_is_not_there_is_told() throws Exception {
    assertThat(new Databases(postgres, passwords).slot("nobody").active()).isFalse();
  }

  private void execute(String role, String sql) throws Exception {
    var databases = new Databases(postgres, passwords);
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl(Databases.DATABASE), role, databases.password(role));
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
