package mimir.local.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Whether somebody listens; asked before clients that would log each refused attempt. */
final class TcpPort {
  private TcpPort() {}

  static boolean accepts(String address) {
    var colon = address.lastIndexOf(':');
    var target =
        new InetSocketAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    try (var socket = new Socket()) {
      socket.connect(target, 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
