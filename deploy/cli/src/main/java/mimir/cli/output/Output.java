package mimir.cli.output;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where results and notes go, and in which form. Always UTF-8, whatever the locale says. */
public final class Output {

  /** The forms that {@code --output} knows. */
  public enum Format {
    table,
    json
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      description = "table (the default) or json: exactly what the API answers.")
  private Format format = Format.table;

  private final OutputStream bytes;
  private final PrintStream results;
  private final PrintStream notes;
  private final BooleanSupplier terminal;
  private volatile boolean silent;

  /**
   * @param terminal whether somebody watches the results as they are written
   */
  public Output(OutputStream results, OutputStream notes, BooleanSupplier terminal) {
    this.bytes = results;
    this.results = new PrintStream(results, false, StandardCharsets.UTF_8);
    this.notes = new PrintStream(notes, true, StandardCharsets.UTF_8);
    this.terminal = terminal;
  }

  public boolean isJson() {
    return format == Format.json;
  }

  public boolean isTerminal() {
    return terminal.getAsBoolean();
  }

  /** One document of JSON, on a line of its own. */
  public void json(String document) {
    // A document that the server has laid out over lines is still one line here.
    line(VisibleText.ofJson(document.strip()));
  }

  public void table(Table table) {
    table.lines().forEach(this::line);
  }

  public void line(String line) {
    print(line + "\n");
  }

  /**
   * Text as it is, at once.
   *
   * @throws Failed when nobody reads any more: who follows a campaign must not do so for nobody
   */
  public void print(String text) {
    if (silent) {
      return;
    }
    results.print(text);
    if (results.checkError()) {
      throw Failed.input("The standard output is closed.");
    }
  }

  /** For people, beside the results. */
  public void note(String note) {
    if (!silent) {
      notes.println(VisibleText.of(note));
    }
  }

  /** Nothing more: who interrupts a command is not told that it was interrupted. */
  public void silence() {
    silent = true;
  }

  /** For help, which is a result when it is asked for. */
  public PrintWriter writer() {
    return new PrintWriter(new OutputStreamWriter(results, StandardCharsets.UTF_8), true);
  }

  /** For results that are no text. */
  public OutputStream bytes() {
    return bytes;
  }
}
