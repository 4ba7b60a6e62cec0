package mimir.cli.campaign;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import mimir.cli.output.Failed;
import mimir.cli.output.Output;
import mimir.cli.server.Answer;
import mimir.cli.server.Api;

/**
 * Where an export goes. A file has all of it or is not there: it is written beside its place, for
 * its owner's eyes only, and moved there when the answer has come to its end.
 */
final class ExportFile {

  /** The formats that the API has. */
  enum Format {
    csv,
    jsonl,
    parquet
  }

  private static final int PIECE_BYTES = 64 * 1024;

  private final Output output;
  private final Path file;
  private final boolean force;

  /**
   * @param file null for the standard output
   */
  ExportFile(Output output, Path file, boolean force) {
    this.output = output;
    this.file = file;
    this.force = force;
  }

  /** Before anything is asked for. */
  void check() {
    if (file == null && output.isTerminal()) {
      // Rows are what hosts say, and a terminal obeys what it is shown.
      throw Failed.input("Rows are not for a terminal: name a file with -O, or pipe them.");
    }
    if (file != null && Files.isDirectory(file)) {
      throw Failed.input(file + " is a directory.");
    }
    if (file != null && Files.exists(file) && !force) {
      throw exists();
    }
  }

  private Failed exists() {
    return Failed.input(file + " exists; --force overwrites it.");
  }

  void write(Answer answer) {
    if (!answer.hasEnd()) {
      throw Failed.refused("The answer does not say where it ends; is something in between?");
    }
    if (file == null) {
      copy(answer, output.bytes());
    } else {
      toFile(answer);
    }
  }

  private void toFile(Answer answer) {
    Path part = null;
    try {
      Path place = file.toAbsolutePath();
      part = Files.createTempFile(place.getParent(), "." + place.getFileName(), ".part");
      // For an interrupt: what is left of the moved file's old name is nothing.
      part.toFile().deleteOnExit();
      long bytes;
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        bytes = copy(answer, Channels.newOutputStream(channel));
        channel.force(true);
      }
      move(part, place);
      tell(answer, bytes);
    } catch (FileAlreadyExistsException _) {
      throw exists();
    } catch (IOException e) {
      throw Failed.input("Cannot write " + file + ".", e);
    } finally {
      discard(part);
    }
  }

  /** Another process may have made the file meanwhile: a link is refused where a move is not. */
  private void move(Path part, Path place) throws IOException {
    if (force) {
      Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    try {
      Files.createLink(place, part);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException _) {
      // A file system without links.
      Files.move(part, place);
    }
  }

  private static void discard(Path part) {
    try {
      if (part != null) {
        Files.deleteIfExists(part);
      }
    } catch (IOException _) {
      // The failure that is being told is the one that matters.
    }
  }

  private void tell(Answer answer, long bytes) {
    String rows = answer.header("Mimir-Rows").filter(each -> each.matches("\\d+")).orElse(null);
    if (output.isJson()) {
      var told = Api.JSON.createObjectNode().put("file", file.toString()).put("bytes", bytes);
      if (rows != null) {
        told.put("rows", Long.parseLong(rows));
      }
      output.json(told.toString());
    } else {
      output.line("%s: %s%d bytes".formatted(file, rows == null ? "" : rows + " rows, ", bytes));
    }
  }

  private static long copy(Answer answer, OutputStream out) {
    byte[] piece = new byte[PIECE_BYTES];
    long bytes = 0;
    for (int count = next(answer, piece); count >= 0; count = next(answer, piece)) {
      try {
        out.write(piece, 0, count);
      } catch (IOException e) {
        throw Failed.input("Cannot write the rows: " + e.getMessage() + ".", e);
      }
      bytes += count;
    }
    return bytes;
  }

  private static int next(Answer answer, byte[] piece) {
    try {
      return answer.body().read(piece);
    } catch (IOException e) {
      throw Failed.unreachable("The export was cut short: " + e.getMessage() + ".", e);
    }
  }
}
