package mimir.local.service;

/** Where a service listens, on loopback. */
public record ServicePorts(int http, int management) {
  String url() {
    return "http://127.0.0.1:" + http;
  }
}
