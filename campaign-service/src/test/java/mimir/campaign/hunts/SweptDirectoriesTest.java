package mimir.campaign.hunts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweptDirectoriesTest {

  @Test
  void plain_directories_are_one_condition_and_each_pattern_is_a_query() {
    var directories = new SweptDirectories(List.of("/tmp", "C:\\Temp", "/home/%", "C:\\Users\\%"));

    assertThat(directories.query("path, md5", "hash"))
        .isEqualTo(
            """
            SELECT path, md5 FROM hash WHERE directory IN ('/tmp', 'C:\\Temp')
            UNION
            SELECT path, md5 FROM hash WHERE path LIKE '/home/%/%'
            UNION
            SELECT path, md5 FROM hash WHERE path LIKE 'C:\\Users\\%\\%'
            UNION
            SELECT path, md5 FROM hash WHERE path IN (SELECT path FROM processes WHERE path <> '')""");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tmp", "", "./tmp", "/tmp/", "C:Temp", "C:\\Temp\\", "%"})
  void what_is_no_absolute_directory_is_refused(String directory) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SweptDirectories(List.of(directory)))
        .withMessageContaining("MIMIR_HUNT_DIRECTORIES");
  }

  @Test
  void there_is_at_least_one_and_not_more_than_a_statement_has_room_for() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SweptDirectories(List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SweptDirectories(Collections.nCopies(101, "/tmp")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SweptDirectories(List.of("/" + "x".repeat(8_192))));
    assertThat(new SweptDirectories(SweptDirectories.DEFAULT).directories()).isNotEmpty();
  }
}
