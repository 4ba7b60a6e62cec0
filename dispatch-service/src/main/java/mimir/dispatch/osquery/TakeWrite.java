package mimir.dispatch.osquery;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.UUID;

/** Takes the body of a write in, reads it when it is there, and has it answered. */
@ApplicationScoped
class TakeWrite {
  private final TakeBody bodies;
  private final WriteAnswer answer;

  TakeWrite(TakeBody bodies, WriteAnswer answer) {
    this.bodies = bodies;
    this.answer = answer;
  }

  /** A write that was read, and its body; closing it gives back what it held. */
  record Received(AgentWrite write, TakeBody.Taken taken) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      taken.close();
    }
  }

  /** Blocks as long as the sender takes, within the bounds of the stream. */
  Received receive(BodyStream stream, boolean packed, boolean stranger) throws IOException {
    TakeBody.Taken taken =
        bodies.take(
            stream, packed, stranger ? TakeBody.Sender.STRANGER_WRITE : TakeBody.Sender.HOST_WRITE);
    Received received = null;
    try {
      received = new Received(AnswerParts.read(taken.body(), taken.behind()), taken);
      return received;
    } finally {
      if (received == null) {
        taken.close();
      }
    }
  }

  /** Blocks until all of it is durable. */
  void take(UUID hostId, Received received) throws IOException {
    answer.take(hostId, received.write(), received.taken().body());
  }
}
