package mimir.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the compiler and the formatter do not see, over the whole checkout. */
class TidyTest {
  private static final int LINES_OF_A_FILE_MAX = 300;
  private static final int LINES_OF_A_METHOD_MAX = 60;
  private static final int LINES_OF_PROPERTIES_MAX = 60;

  // Not as one literal, or this file would break its own rule.
  private static final Pattern UNNUMBERED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b(?!\\s*\\(?#\\d+)");
  private static final Pattern WORKPLACE =
      Pattern.compile("(?<![\\w./-])/(work|tmp|home)" + "/[\\w.-]+");

  private static Checkout checkout;

  @BeforeAll
  static void read() throws IOException {
    checkout = new Checkout(Infra.root());
    assertThat(checkout.mainJava()).as("the checkout is the whole one").hasSizeGreaterThan(100);
  }

  @Test
  void a_file_fits_a_readers_head() {
    assertThat(
            checkout.mainJava().stream()
                .filter(file -> file.lines() > LINES_OF_A_FILE_MAX)
                .map(file -> file.path() + ": " + file.lines() + " lines"))
        .isEmpty();
  }

  @Test
  void a_method_fits_a_screen() {
    assertThat(
            checkout.mainJava().stream()
                .flatMap(
                    file ->
                        file.methods().stream()
                            .filter(method -> method.lines() > LINES_OF_A_METHOD_MAX)
                            .map(method -> file.path() + ": " + method)))
        .isEmpty();
  }

  @Test
  void names_say_something() {
    var all = Stream.of(checkout.mainJava(), checkout.testJava()).flatMap(List::stream).toList();
    // The planted breaches of the house rules have to be called by the words they breach.
    var own = all.stream().filter(file -> !file.packageName().startsWith("mimir.planted")).toList();
    assertThat(
            own.stream()
                .flatMap(
                    file ->
                        Stream.concat(
                                file.types().stream()
                                    .map(BannedWords::in)
                                    .flatMap(Optional::stream),
                                BannedWords.inPackage(file.packageName()).stream())
                            .map(word -> file.path() + ": " + word)))
        .isEmpty();
  }

  @Test
  void every_class_that_holds_a_statement_has_a_test_that_names_it() {
    List<JavaFile> tests =
        checkout.testJava().stream().filter(file -> file.className().endsWith("Test")).toList();
    assertThat(
            checkout.mainJava().stream()
                .filter(JavaFile::statements)
                .filter(file -> tests.stream().noneMatch(test -> names(test, file)))
                .map(file -> file.path().toString()))
        .isEmpty();
  }

  /** But for who makes the door: for the container, and for a measurement without one. */
  @Test
  void whoever_asks_the_database_holds_the_statement() {
    assertThat(
            checkout.mainJava().stream()
                .filter(file -> !file.statements())
                .map(file -> file.path().toString())
                .filter(path -> checkout.text(path).contains("import org.jdbi.v3.core.Jdbi;"))
                .filter(path -> !path.endsWith("/RuntimeProducers.java"))
                .filter(path -> !path.endsWith("/bench/ServiceClaims.java")))
        .isEmpty();
  }

  /** In its module, or in its package: a library's statements are tested in a service. */
  private static boolean names(JavaFile test, JavaFile file) {
    var name = Pattern.compile("\\b" + Pattern.quote(file.className()) + "(Test)?\\b");
    return (test.module().equals(file.module()) || test.packageName().equals(file.packageName()))
        && name.matcher(checkout.text(test.path().toString())).find();
  }

  @Test
  void what_is_left_to_do_has_an_issue() {
    assertThat(places(checkout, UNNUMBERED, _ -> true)).isEmpty();
  }

  /** Simulated machines have such paths too, and are not meant. */
  @Test
  void nobodys_workplace_is_mentioned() {
    assertThat(places(checkout, WORKPLACE, path -> !path.startsWith("deploy/fleet/"))).isEmpty();
  }

  private static Stream<String> places(
      Checkout checkout, Pattern pattern, Predicate<String> wanted) {
    return checkout
        .files(wanted)
        .flatMap(
            file ->
                pattern
                    .matcher(file.getValue())
                    .results()
                    .map(found -> file.getKey() + ": " + found.group()));
  }

  @Test
  void every_page_has_a_title() {
    assertThat(
            checkout
                .files(path -> path.endsWith(".md"))
                .filter(file -> !file.getValue().stripLeading().startsWith("# "))
                .map(file -> file.getKey().toString()))
        .isEmpty();
  }

  @Test
  void the_wrapper_finds_a_jdk_by_itself() {
    assertThat(checkout.text("mvnw").lines())
        .as("a wrapper that is made anew loses the line that sources .mvn/select-jdk.sh")
        .anyMatch(line -> line.contains(". ") && line.contains(".mvn/select-jdk.sh"));
  }

  @Test
  void the_settings_of_a_service_fit_a_screen() {
    assertThat(
            checkout
                .files(path -> path.endsWith("src/main/resources/application.properties"))
                .filter(file -> file.getValue().lines().count() > LINES_OF_PROPERTIES_MAX)
                .map(file -> file.getKey().toString()))
        .isEmpty();
  }

  @Test
  void readme_lists_every_variable_that_is_read_and_no_other() {
    var read = Settings.read(checkout);
    assertThat(read).containsKeys("MIMIR_DB_URL", "MIMIR_CLAIM_MAX", "MIMIR_ADMIN_PASSWORD");
    assertThat(Settings.listed(checkout.text("README.md")))
        .containsExactlyInAnyOrderElementsOf(read.keySet());
  }

  @Test
  void no_program_speaks_of_a_variable_that_nobody_reads() {
    var unread = Settings.mentioned(checkout);
    unread.keySet().removeAll(Settings.read(checkout).keySet());
    // Handed to keytool by the launcher, and read by keytool alone.
    unread.remove("MIMIR_STORE_PASSWORD");
    assertThat(unread).isEmpty();
  }

  @Test
  void the_parser_measures_and_finds_statements() {
    var file =
        JavaFile.parse(
            Path.of("m/src/main/java/a/HostTables.java"),
            """
            package a.util;
            class HostTables extends BaseTables implements Handler<String> {
              private static final String FIND = \"""
                  SELECT host_id
                  FROM host
                  \""";
              @Override
              public String toString() {
                return FIND;
              }
              static class HostManager {}
              record TableDatabase() {}
              interface AgentHandler {}
            }
            """);
    assertThat(file.statements()).isTrue();
    assertThat(file.module()).isEqualTo("m");
    assertThat(file.methods()).containsExactly(new JavaFile.Method("toString", 4));
    assertThat(file.types().stream().map(BannedWords::in).flatMap(Optional::stream))
        .containsExactly("Manager", "Handler");
    assertThat(BannedWords.inPackage(file.packageName())).contains("util");
  }

  @Test
  void a_word_about_selecting_is_no_statement() {
    var file =
        JavaFile.parse(
            Path.of("m/src/main/java/a/Words.java"),
            "package a; class Words { static final String HINT = \"Select a host.\"; }");
    assertThat(file.statements()).isFalse();
  }
}
