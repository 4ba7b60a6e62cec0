package mimir.ingest.export;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * Rows as an Apache Parquet file, a row group at a time: our columns are required, the others are
 * optional texts.
 *
 * <p>parquet-java's own writer wants Hadoop's classes; what is used here are the parts below it,
 * which do not.
 */
final class ParquetFile implements RowFile {
  private static final int FIXED = 4;

  /** What one row group may hold in memory, before the row that fills it. */
  private static final long ROW_GROUP_BYTES = 8 << 20;

  /** What the unfinished pages of all columns hold together, at most about. */
  private static final int PAGES_BYTES = 4 << 20;

  /** With more columns than this their dictionaries would take most of the heap. */
  private static final int DICTIONARY_COLUMNS = 100;

  private final MessageType schema;
  private final ParquetProperties properties;
  private final Zstd compressor = new Zstd();
  private final Cells cells;
  private final ParquetFileWriter file;

  private ColumnChunkPageWriteStore pages;
  private ColumnWriteStore store;
  private ColumnWriter[] writers;
  private long rows;
  private long unmeasured;
  private long measured;

  ParquetFile(OutputStream out, Header header) throws IOException {
    cells = new Cells(header);
    int columns = header.names().size();
    schema = schema(header.names());
    int pageBytes = Math.clamp(PAGES_BYTES / (FIXED + columns), 4 << 10, 128 << 10);
    properties =
        ParquetProperties.builder()
            .withPageSize(pageBytes)
            .withDictionaryPageSize(pageBytes)
            .withDictionaryEncoding(columns <= DICTIONARY_COLUMNS)
            .withStatisticsEnabled(false)
            .withStatisticsEnabled("host_id", true)
            .withStatisticsEnabled("query_id", true)
            .withStatisticsEnabled("row_no", true)
            .withSizeStatisticsEnabled(false)
            .withPageWriteChecksumEnabled(false)
            .build();
    file =
        new ParquetFileWriter(
            new ParquetStream(out),
            schema,
            ParquetFileWriter.Mode.CREATE,
            ROW_GROUP_BYTES,
            0,
            properties.getColumnIndexTruncateLength(),
            properties.getStatisticsTruncateLength(),
            properties.getPageWriteChecksumEnabled());
    file.start();
    startRowGroup();
  }

  @Override
  public void add(CutAnswer answer, StoredRow row) throws IOException {
    write(0, answer.hostId().toString(), true);
    write(1, answer.hostname(), true);
    write(2, answer.queryId().toString(), true);
    writers[3].write(row.rowNo(), 0, 0);
    unmeasured += Long.BYTES;
    int column = FIXED;
    for (String cell : cells.of(row)) {
      write(column++, cell, false);
    }
    store.endRecord();
    rows++;
    if (measured + unmeasured > ROW_GROUP_BYTES) {
      measured = store.getAllocatedSize();
      unmeasured = 0;
      if (measured > ROW_GROUP_BYTES * 3 / 4) {
        endRowGroup();
        startRowGroup();
      }
    }
  }

  private void write(int column, String text, boolean required) {
    if (text == null) {
      writers[column].writeNull(0, 0);
      unmeasured++;
    } else {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      writers[column].write(Binary.fromConstantByteArray(utf8), 0, required ? 0 : 1);
      unmeasured += Integer.BYTES + utf8.length;
    }
  }

  private void startRowGroup() {
    pages =
        ColumnChunkPageWriteStore.builder()
            .withCompressorProvider(column -> compressor)
            .withSchema(schema)
            .withAllocator(properties.getAllocator())
            .withColumnIndexTruncateLength(properties.getColumnIndexTruncateLength())
            .withPageWriteChecksumEnabled(properties.getPageWriteChecksumEnabled())
            .build();
    store = properties.newColumnWriteStore(schema, pages);
    writers = schema.getColumns().stream().map(store::getColumnWriter).toArray(ColumnWriter[]::new);
    rows = 0;
    measured = 0;
    unmeasured = 0;
  }

  private void endRowGroup() throws IOException {
    if (rows > 0) {
      file.startBlock(rows);
      store.flush();
      pages.flushToFileWriter(file);
      file.endBlock();
    }
    store.close();
    pages.close();
  }

  /** Without it the file has no footer, and every reader refuses it. */
  @Override
  public void end() throws IOException {
    endRowGroup();
    file.end(Map.of());
  }

  @Override
  public void close() {
    compressor.release();
  }

  private static MessageType schema(List<String> columns) {
    List<Type> fields = new ArrayList<>();
    Header.OURS.forEach(
        name ->
            fields.add(
                name.equals(Header.ROW_NO)
                    ? Types.required(PrimitiveTypeName.INT64).named(name)
                    : text(name, Type.Repetition.REQUIRED)));
    for (String name : columns) {
      fields.add(text(name, Type.Repetition.OPTIONAL));
    }
    return new MessageType("results", fields);
  }

  private static Type text(String name, Type.Repetition repetition) {
    return Types.primitive(PrimitiveTypeName.BINARY, repetition)
        .as(LogicalTypeAnnotation.stringType())
        .named(name);
  }

  private static final class Zstd implements BytesInputCompressor {
    private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(3);

    @Override
    public BytesInput compress(BytesInput bytes) throws IOException {
      var plain = new ByteArrayOutputStream(Math.toIntExact(bytes.size()));
      bytes.writeAllTo(plain);
      return BytesInput.from(context.compress(plain.toByteArray()));
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.ZSTD;
    }

    @Override
    public void release() {
      context.close();
    }
  }
}
