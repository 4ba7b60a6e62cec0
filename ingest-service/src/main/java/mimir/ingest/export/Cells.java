package mimir.ingest.export;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import mimir.contracts.MessageCodec;

/** A row's cells under a header. */
final class Cells {
  private final Header header;
  private final String[] cells;

  Cells(Header header) {
    this.header = header;
    this.cells = new String[header.names().size()];
  }

  /**
   * @return one for each of the header's names, null where the row has none; valid until the next
   *     call
   */
  String[] of(StoredRow row) throws IOException {
    Arrays.fill(cells, null);
    Map<String, String> others = null;
    try (JsonParser parser = MessageCodec.json().createParser(row.columns())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        int place = header.place(name);
        if (place >= 0) {
          cells[place] = parser.getText();
        } else {
          others = others == null ? new LinkedHashMap<>() : others;
          others.put(name, parser.getText());
        }
      }
    }
    if (header.others() && others != null) {
      cells[cells.length - 1] = MessageCodec.json().writeValueAsString(others);
    }
    return cells;
  }
}
