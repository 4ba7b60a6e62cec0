package mimir.local.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The end of a log file, read without reading the rest of it. */
final class LogTail {
  private static final int LINES_MAX = 40;
  private static final int BYTES_MAX = 64 << 10;
  // A JSON line with a stack trace is some kilobytes; its start holds what happened.
  private static final int LINE_CHARACTERS_MAX = 600;

  private LogTail() {}

  static List<String> of(Path log, long fromByte) {
    try (var channel = Files.newByteChannel(log, StandardOpenOption.READ)) {
      var start = Math.max(fromByte, channel.size() - BYTES_MAX);
      var buffer = ByteBuffer.allocate((int) Math.max(0, channel.size() - start));
      channel.position(start);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // A read may return less than asked for.
      }
      var lines = StandardCharsets.UTF_8.decode(buffer.flip()).toString().lines().toList();
      return lines.subList(Math.max(0, lines.size() - LINES_MAX), lines.size()).stream()
          .map(LogTail::shortened)
          .toList();
    } catch (IOException e) {
      return List.of("(" + log + " cannot be read: " + e.getMessage() + ")");
    }
  }

  private static String shortened(String line) {
    return line.length() <= LINE_CHARACTERS_MAX
        ? line
        : line.substring(0, LINE_CHARACTERS_MAX) + " …";
  }
}
