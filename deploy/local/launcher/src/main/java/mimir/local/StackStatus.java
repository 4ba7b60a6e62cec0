package mimir.local;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mimir.local.broker.ConnectApi;
import mimir.local.broker.OutboxConnector;
import mimir.local.service.ServiceProcess;

/** What a stack says about itself, checked against what its parts say now. */
record StackStatus(StackState state, boolean ready) {

  /** Nothing when no stack runs with this data. */
  static Optional<StackStatus> of(StackPaths paths) throws IOException, InterruptedException {
    if (!StackLock.isTaken(paths.lock())) {
      return Optional.empty();
    }
    var said = StackState.read(paths.state());
    var services = new ArrayList<StackState.Part>();
    for (var part : said.services()) {
      var ready = isAlive(part) && ServiceProcess.isReady(part.managementPort());
      services.add(checked(part, ready));
    }
    var others = new ArrayList<StackState.Part>();
    for (var part : said.infrastructure()) {
      var ready = isAlive(part) && (!part.name().equals("connect") || eventsFlow(said.connect()));
      others.add(checked(part, ready));
    }
    var ready =
        said.phase() == StackState.Phase.READY
            && Stream.of(services, others).flatMap(List::stream).allMatch(StackState.Part::ready);
    return Optional.of(new StackStatus(said.withParts(services, others), ready));
  }

  private static boolean eventsFlow(String connectUrl) throws InterruptedException {
    try {
      var api = new ConnectApi(URI.create(connectUrl).getPort());
      return api.status(OutboxConnector.NAME).running();
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isAlive(StackState.Part part) {
    return ProcessHandle.of(part.pid()).map(ProcessHandle::isAlive).orElse(false);
  }

  private static StackState.Part checked(StackState.Part part, boolean ready) {
    return new StackState.Part(
        part.name(), part.pid(), ready, part.port(), part.managementPort(), part.agentPort());
  }
}
