package mimir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
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
  private static final Duration REPLY_MAX = Duration.ofSeconds(30);

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
    BlockingQueue<WriteConnection> idle = new LinkedBlockingQueue<>();
    try {
      for (int n = 0; n < CONNECTIONS; n++) {
        idle.add(new WriteConnection(port, REPLY_MAX));
      }
      OpenLoop loop = loop();
      return loop.run(
          CONNECTIONS,
          host -> {
            WriteConnection connection = idle.take();
            String key = WriteLedger.nodeKey(host);
            byte[] body = body(campaign, host, key);
            byte[] head = WriteConnection.head(key, body.length);
            var request = new byte[head.length + body.length];
            System.arraycopy(head, 0, request, 0, head.length);
            System.arraycopy(body, 0, request, head.length, body.length);
            connection.send(request);
            String told = connection.reply();
            if (!told.equals("{}")) {
              throw new IOException(told);
            }
            idle.add(connection);
            loop.done(host);
          });
    } finally {
      for (WriteConnection connection : idle) {
        connection.close();
      }
    }
  }

  /** From when a record was due until the broker had confirmed it. */
  double[] bareKafka(String bootstrap, String topic) throws InterruptedException {
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
          8,
          number -> {
            String key = WriteLedger.hostId(number).toString();
            byte[] value = body("bare", number, WriteLedger.nodeKey(number));
            Future<RecordMetadata> _ =
                producer.send(
                    new ProducerRecord<>(topic, key, value),
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

  private static byte[] body(String campaign, int host, String key) {
    var lease = WriteLedger.leaseId(campaign, host);
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
