package mimir.local.service;

/**
 * Where a service listens, on loopback.
 *
 * @param agents of dispatch-service only; 0 for the others
 */
public record ServicePorts(int http, int management, int agents) {
  String url() {
    return "http://127.0.0.1:" + http;
  }
}
