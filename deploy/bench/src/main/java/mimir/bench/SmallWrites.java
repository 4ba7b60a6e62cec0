package mimir.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Answers of 1 KB by many hosts at a fixed rate; and the same bytes by a bare producer. */
final class SmallWrites {
  private static final int ANSWER_BYTES = 1_024;
  private static final int CONNECTIONS = 256;
  private static final int WARM_UP_SECONDS = 5;

  /** They never wait: one would do, were it not for its own stalls. */
  private static final int CALLERS = 2;

  private final int perSecond;
  private final int seconds;

  SmallWrites(int perSecond, int seconds) {
    this.perSecond = perSecond;
    this.seconds = seconds;
  }

  /** With the warm-up; each is another host's. */
  int writes() {
    return perSecond * (WARM_UP_SECONDS + seconds);
  }

  private OpenLoop loop() {
    return new OpenLoop(perSecond, perSecond * WARM_UP_SECONDS, perSecond * seconds);
  }

  /** From when a write was due until the host had read that it was stored. */
  double[] throughTheDoor(int port, String campaign) throws InterruptedException, IOException {
    byte[][] requests = made(host -> request(campaign, host));
    try (var connections = new WriteConnections(port, CONNECTIONS)) {
      OpenLoop loop = loop();
      return loop.run(CALLERS, host -> connections.send(requests[host], new Stored(loop, host)));
    }
  }

  private record Stored(OpenLoop loop, int host) implements WriteConnections.Told {
    @Override
    public void reply(String body) {
      if (body.equals("{}")) {
        loop.done(host);
      } else {
        loop.failed(new IOException(body));
      }
    }

    @Override
    public void failed(IOException failure) {
      loop.failed(failure);
    }
  }

  /** From when a record was due until the broker had confirmed it. */
  double[] bareKafka(String bootstrap, String topic) throws InterruptedException {
    byte[][] values = made(number -> body("bare", number));
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "acks",
            "all",
            "linger.ms",
            0,
            "compression.type",
            "zstd");
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      OpenLoop loop = loop();
      return loop.run(
          CALLERS,
          number -> {
            String key = WriteLedger.hostId(number).toString();
            Future<RecordMetadata> _ =
                producer.send(
                    new ProducerRecord<>(topic, key, values[number]),
                    (_, failure) -> {
                      if (failure == null) {
                        loop.done(number);
                      } else {
                        loop.failed(failure);
                      }
                    });
          });
    }
  }

  /** Before they are due: to make them is no part of the sending. */
  private byte[][] made(IntFunction<byte[]> each) {
    return IntStream.range(0, writes()).mapToObj(each).toArray(byte[][]::new);
  }

  private static byte[] request(String campaign, int host) {
    byte[] body = body(campaign, host);
    byte[] head = WriteConnection.head(WriteLedger.nodeKey(host), body.length);
    return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
  }

  private static byte[] body(String campaign, int host) {
    var lease = WriteLedger.leaseId(campaign, host);
    String key = WriteLedger.nodeKey(host);
    var body = new StringBuilder(ANSWER_BYTES);
    body.append("{\"queries\":{\"").append(lease).append("\":[");
    String behind =
        "]},\"statuses\":{\"%s\":0},\"messages\":{\"%<s\":\"\"},\"node_key\":\"%s\"}"
            .formatted(lease, key);
    String row = "{\"pid\":\"%d\",\"name\":\"process\",\"path\":\"/usr/lib/systemd/systemd\"}";
    for (int pid = 1; body.length() + behind.length() < ANSWER_BYTES - row.length(); pid++) {
      body.append(pid == 1 ? "" : ",").append(row.formatted(host + pid));
    }
    return body.append(behind).toString().getBytes(StandardCharsets.UTF_8);
  }
}
