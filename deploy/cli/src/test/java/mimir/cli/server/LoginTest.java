package mimir.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import mimir.cli.output.Failed;
import mimir.cli.server.Credentials.Account;
import mimir.cli.server.Credentials.Token;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
  private static final String URL = "https://mimir.example.org";

  @TempDir private Path folder;
  private final Map<String, String> variables = new HashMap<>();
  private Path file;

  @BeforeEach
  void where_the_file_is_by_custom() throws IOException {
    file = Files.createDirectories(folder.resolve(".config/mimir")).resolve("credentials");
    variables.put("HOME", folder.toString());
  }

  private void write(String text, String mode) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private Login found(Optional<String> server, Optional<Path> credentials) {
    return Login.find(new Login.Asked(server, credentials, false), new Environment(variables));
  }

  private Login found() {
    return found(Optional.empty(), Optional.empty());
  }

  @Test
  void a_token_comes_from_the_environment() {
    variables.putAll(Map.of("MIMIR_URL", URL, "MIMIR_TOKEN", "abc"));

    assertThat(found().credentials()).isEqualTo(new Token("abc"));
    assertThat(found().server().uri()).hasToString(URL);
  }

  @Test
  void an_account_comes_from_the_environment() {
    variables.putAll(Map.of("MIMIR_URL", URL, "MIMIR_USERNAME", "ann", "MIMIR_PASSWORD", "pw"));

    assertThat(found().credentials()).isEqualTo(new Account("ann", "pw"));
  }

  @Test
  void the_option_goes_before_the_variable() {
    variables.putAll(Map.of("MIMIR_URL", URL, "MIMIR_TOKEN", "abc"));

    assertThat(found(Optional.of("https://other.example.org"), Optional.empty()).server().uri())
        .hasToString("https://other.example.org");
  }

  @Test
  void the_file_of_custom_is_found_and_read_as_it_stands() throws IOException {
    write("# mine\n\nurl = " + URL + "\nusername=ann\npassword= a\\b=c#d \n", "rw-------");

    assertThat(found().server().uri()).hasToString(URL);
    assertThat(found().credentials()).isEqualTo(new Account("ann", "a\\b=c#d"));
  }

  @Test
  void the_configuration_directory_may_be_another() throws IOException {
    variables.put("XDG_CONFIG_HOME", folder.resolve(".config").toString());
    variables.put("HOME", "/nonexistent");
    write("url=" + URL + "\ntoken=abc\n", "r--------");

    assertThat(found().credentials()).isEqualTo(new Token("abc"));
  }

  @Test
  void the_file_of_the_option_goes_before_the_environment_which_goes_before_custom()
      throws IOException {
    write("url=" + URL + "\ntoken=of-the-file\n", "rw-------");
    variables.putAll(Map.of("MIMIR_URL", URL, "MIMIR_TOKEN", "of-the-environment"));

    assertThat(found().credentials()).isEqualTo(new Token("of-the-environment"));
    assertThat(found(Optional.empty(), Optional.of(file)).credentials())
        .isEqualTo(new Token("of-the-file"));
  }

  @Test
  void a_variable_names_the_file() throws IOException {
    write("url=" + URL + "\ntoken=abc\n", "rw-------");
    variables.put("MIMIR_CREDENTIALS", file.toString());
    variables.put("HOME", "/nonexistent");

    assertThat(found().credentials()).isEqualTo(new Token("abc"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw-r--r--", "rw----r--", "rwx------", "rw--w----"})
  void the_file_is_refused_when_others_can_read_it(String mode) throws IOException {
    write("url=" + URL + "\ntoken=hunter2\n", mode);

    assertThatThrownBy(this::found)
        .isInstanceOf(Failed.class)
        .hasMessageContaining("chmod 600")
        .hasMessageContaining(mode)
        .hasMessageNotContaining("hunter2");
  }

  /** Only root can give a file away. */
  @Test
  @EnabledIf("isRoot")
  void the_file_is_refused_when_it_is_somebody_elses() throws IOException {
    write("url=" + URL + "\ntoken=hunter2\n", "rw-------");
    Files.setAttribute(file, "unix:uid", 12_345);

    assertThatThrownBy(this::found).isInstanceOf(Failed.class).hasMessageContaining("is not yours");
  }

  static boolean isRoot() {
    return new UnixSystem().getUid() == 0;
  }

  @Test
  void a_file_that_is_named_and_not_there_is_refused() {
    variables.put("MIMIR_CREDENTIALS", folder.resolve("none").toString());

    assertThatThrownBy(this::found).hasMessageContaining("There is no credentials file");
  }

  @Test
  void a_directory_is_no_file() {
    assertThatThrownBy(() -> found(Optional.empty(), Optional.of(folder)))
        .hasMessageContaining("There is no credentials file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hunter2", "toke=hunter2", "token=a\ntoken=hunter2"})
  void a_line_that_is_not_understood_is_refused_and_not_quoted(String lines) throws IOException {
    write("url=" + URL + "\n" + lines + "\n", "rw-------");

    assertThatThrownBy(this::found)
        .isInstanceOf(Failed.class)
        .hasMessageStartingWith("Line ")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "token=a\nusername=b\npassword=c", "username=b", "password=c"})
  void a_file_has_one_whole_credential(String lines) throws IOException {
    write("url=" + URL + "\n" + lines + "\n", "rw-------");

    assertThatThrownBy(this::found)
        .isInstanceOf(Failed.class)
        .hasMessageContaining("needs token= alone, or username= with password=");
  }

  @Test
  void the_environment_has_one_whole_credential() {
    variables.putAll(Map.of("MIMIR_URL", URL, "MIMIR_USERNAME", "ann"));

    assertThatThrownBy(this::found).hasMessageContaining("MIMIR_USERNAME with MIMIR_PASSWORD");
  }

  @Test
  void a_files_secret_is_not_shown_to_another_server() throws IOException {
    write("url=" + URL + "\ntoken=hunter2\n", "rw-------");

    assertThatThrownBy(() -> found(Optional.of("https://other.example.org"), Optional.empty()))
        .isInstanceOf(Failed.class)
        .hasMessageContaining("are for " + URL)
        .hasMessageNotContaining("hunter2");
    assertThat(found(Optional.of(URL + "/"), Optional.empty()).server().uri()).hasToString(URL);
  }

  @Test
  void nobody_and_nowhere_are_said() {
    variables.put("MIMIR_URL", URL);
    assertThatThrownBy(this::found).hasMessageStartingWith("Say who you are");

    variables.clear();
    variables.put("MIMIR_TOKEN", "abc");
    assertThatThrownBy(this::found).hasMessageStartingWith("Say which server");
  }

  @Test
  void a_token_that_would_break_a_header_is_refused_and_not_echoed() {
    variables.putAll(Map.of("MIMIR_URL", URL, "MIMIR_TOKEN", "hunter2\r\nX: y"));

    assertThatThrownBy(this::found).isInstanceOf(Failed.class).hasMessageNotContaining("hunter2");
  }

  @Test
  void secrets_are_in_no_text_of_these_objects() {
    variables.putAll(Map.of("MIMIR_URL", URL, "MIMIR_TOKEN", "hunter2"));

    assertThat(found().toString() + new Account("ann", "hunter2") + new Environment(variables))
        .doesNotContain("hunter2");
  }
}
