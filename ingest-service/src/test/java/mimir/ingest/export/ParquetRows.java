package mimir.ingest.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** A Parquet file as parquet-java's own reader has it. */
public final class ParquetRows {

  /** The cells of each record as texts, null where there is none. */
  public static List<List<String>> read(Path directory, byte[] file) throws IOException {
    var rows = new ArrayList<List<String>>();
    try (var reader = reader(directory, file)) {
      var schema = reader.getFileMetaData().getSchema();
      var columns = new ColumnIOFactory().getColumnIO(schema);
      for (PageReadStore group = reader.readNextRowGroup();
          group != null;
          group = reader.readNextRowGroup()) {
        var records = columns.getRecordReader(group, new GroupRecordConverter(schema));
        for (long n = 0; n < group.getRowCount(); n++) {
          rows.add(cells(records.read()));
        }
      }
    }
    return rows;
  }

  private static List<String> cells(Group record) {
    var cells = new ArrayList<String>();
    for (int column = 0; column < record.getType().getFieldCount(); column++) {
      cells.add(
          record.getFieldRepetitionCount(column) == 0
              ? null
              : record.getType().getType(column).asPrimitiveType().getPrimitiveTypeName()
                      == PrimitiveTypeName.INT64
                  ? Long.toString(record.getLong(column, 0))
                  : new String(record.getBinary(column, 0).getBytes(), UTF_8));
    }
    return cells;
  }

  static int groups(Path directory, byte[] file) throws IOException {
    try (var reader = reader(directory, file)) {
      return reader.getRowGroups().size();
    }
  }

  private static ParquetFileReader reader(Path directory, byte[] file) throws IOException {
    var path = directory.resolve("rows.parquet");
    Files.write(path, file);
    return new ParquetFileReader(
        new LocalInputFile(path),
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new ZstdOnly())
            .build());
  }

  /** The reader's own would be Hadoop's. */
  private static final class ZstdOnly implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
      assertThat(name).isEqualTo(CompressionCodecName.ZSTD);
      return new BytesInputDecompressor() {
        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
          var packed = new ByteArrayOutputStream();
          bytes.writeAllTo(packed);
          return BytesInput.from(Zstd.decompress(packed.toByteArray(), size));
        }

        @Override
        public void decompress(ByteBuffer from, int packed, ByteBuffer to, int size) {
          throw new UnsupportedOperationException();
        }

        @Override
        public void release() {}
      };
    }

    @Override
    public void release() {}
  }

  private ParquetRows() {}
}
