package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import mimir.dispatch.DispatchLimits;
import org.junit.jupiter.api.Test;

/** The memory that all writes share. */
@QuarkusTest
class BodyMemoryTest {
  @Inject DispatchLimits limits;

  @Test
  void bodies_share_one_bound_and_give_back_what_they_held() throws IOException {
    var memory = new BodyMemory(limits);
    int half = (int) (limits.agentBodyMaxBytes() / 2);

    try (InputStream first = memory.counted(zeros(half));
        InputStream second = memory.counted(zeros(half + 1))) {
      assertThat(first.readAllBytes()).hasSize(half);
      assertThatThrownBy(second::readAllBytes)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("busy");
    }

    try (InputStream third = memory.counted(zeros(half))) {
      assertThat(third.readAllBytes()).hasSize(half);
    }
  }

  /** 2.6 million empty rows once ended the service: as maps they were many times their size. */
  @Test
  void a_body_of_empty_rows_takes_about_its_own_size() throws IOException {
    var body = "{\"queries\":{\"a\":[{}" + ",{}".repeat(100_000) + "]}}";

    var write = AnswerParts.read(new ByteArrayInputStream(body.getBytes(UTF_8)));

    long kept = write.answers.get("a").parts.stream().mapToLong(part -> part.json().length).sum();
    assertThat(kept).isLessThan(2L * body.length());
  }

  private static InputStream zeros(int bytes) {
    return new ByteArrayInputStream(new byte[bytes]);
  }
}
