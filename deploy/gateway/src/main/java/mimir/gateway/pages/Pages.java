package mimir.gateway.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Serves the console; each of its files is read once and kept. */
@ApplicationScoped
public class Pages {
  private static final String FOLDER = "/console/";
  private static final String PLACEHOLDER = "__CSP_NONCE__";

  private final Vertx vertx;

  /** Only files that exist are in it. */
  private final Map<String, PageFile> files = new ConcurrentHashMap<>();

  Pages(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Answers a GET or HEAD of a page or file.
   *
   * @param nonce for the style sheets of this answer, as its policy tells it
   * @param none what to do when there is no such file
   */
  public void serve(RoutingContext context, String path, String nonce, Runnable none) {
    Optional<String> name = PageRules.file(path);
    if (name.isEmpty()) {
      none.run();
      return;
    }
    PageFile known = files.get(name.get());
    if (known != null) {
      send(context, name.get(), known, nonce);
      return;
    }
    vertx
        .executeBlocking(() -> read(name.get()), false)
        .onFailure(context::fail)
        .onSuccess(
            found -> found.ifPresentOrElse(file -> send(context, name.get(), file, nonce), none));
  }

  private Optional<PageFile> read(String name) {
    try (var in = Pages.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        return Optional.empty();
      }
      PageFile file = PageFile.of(in.readAllBytes());
      files.put(name, file);
      return Optional.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(RoutingContext context, String name, PageFile file, String nonce) {
    var request = context.request();
    var response = context.response();
    response.putHeader("Content-Type", PageRules.type(name).orElse("application/octet-stream"));
    response.putHeader("Cache-Control", PageRules.cacheControl(name));
    if (name.equals(PageRules.START)) {
      String page = new String(file.plain(), UTF_8).replace(PLACEHOLDER, nonce);
      response.end(Buffer.buffer(page));
      return;
    }
    response.putHeader("ETag", file.etag());
    response.putHeader("Vary", "Accept-Encoding");
    if (file.isHad(request.getHeader("If-None-Match"))) {
      response.setStatusCode(304).end();
      return;
    }
    String accepted = request.getHeader("Accept-Encoding");
    boolean gzip = accepted != null && accepted.contains("gzip");
    if (gzip) {
      response.putHeader("Content-Encoding", "gzip");
    }
    response.end(Buffer.buffer(gzip ? file.gzip() : file.plain()));
  }
}
