package mimir.ingest.export;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * A table as an Apache Parquet file, a row group at a time.
 *
 * <p>parquet-java's own writer wants Hadoop's classes; what is used here are the parts below it,
 * which do not.
 */
final class ParquetTable implements AutoCloseable {
  /** What one row group may hold in memory, before the row that fills it. */
  private static final long ROW_GROUP_BYTES = 8 << 20;

  /** What the unfinished pages of all columns hold together, at most about. */
  private static final int PAGES_BYTES = 4 << 20;

  /** With more columns than this their dictionaries would take most of the heap. */
  private static final int DICTIONARY_COLUMNS = 104;

  private final MessageType schema;
  private final ParquetProperties properties;
  private final Zstd compressor = new Zstd();
  private final ParquetFileWriter file;

  private ColumnChunkPageWriteStore pages;
  private ColumnWriteStore store;
  private ColumnWriter[] writers;
  private long rows;
  private long unmeasured;
  private long measured;

  /**
   * @param keys columns for which each row group tells the least and the most
   */
  ParquetTable(OutputStream out, List<Type> columns, Set<String> keys) throws IOException {
    schema = new MessageType("results", columns);
    int pageBytes = Math.clamp(PAGES_BYTES / columns.size(), 4 << 10, 128 << 10);
    var properties =
        ParquetProperties.builder()
            .withPageSize(pageBytes)
            .withDictionaryPageSize(pageBytes)
            .withDictionaryEncoding(columns.size() <= DICTIONARY_COLUMNS)
            .withStatisticsEnabled(false)
            .withSizeStatisticsEnabled(false)
            .withPageWriteChecksumEnabled(false);
    keys.forEach(key -> properties.withStatisticsEnabled(key, true));
    this.properties = properties.build();
    file =
        new ParquetFileWriter(
            new ParquetStream(out),
            schema,
            ParquetFileWriter.Mode.CREATE,
            ROW_GROUP_BYTES,
            0,
            this.properties.getColumnIndexTruncateLength(),
            this.properties.getStatisticsTruncateLength(),
            this.properties.getPageWriteChecksumEnabled());
    file.start();
    startRowGroup();
  }

  /** Null where the record has none; a column is written once for each record. */
  void text(int column, String text) {
    if (text == null) {
      writers[column].writeNull(0, 0);
      unmeasured++;
    } else {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      writers[column].write(
          Binary.fromConstantByteArray(utf8),
          0,
          schema.getType(column).isRepetition(Type.Repetition.REQUIRED) ? 0 : 1);
      unmeasured += Integer.BYTES + utf8.length;
    }
  }

  void number(int column, long number) {
    writers[column].write(number, 0, 0);
    unmeasured += Long.BYTES;
  }

  void endRecord() throws IOException {
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
  void end() throws IOException {
    endRowGroup();
    file.end(Map.of());
  }

  @Override
  public void close() {
    compressor.release();
  }

  static Type requiredText(String name) {
    return text(name, Type.Repetition.REQUIRED);
  }

  static Type optionalText(String name) {
    return text(name, Type.Repetition.OPTIONAL);
  }

  static Type requiredNumber(String name) {
    return Types.required(PrimitiveTypeName.INT64).named(name);
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
