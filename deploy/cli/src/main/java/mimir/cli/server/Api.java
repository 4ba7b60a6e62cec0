package mimir.cli.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mimir.cli.output.Failed;
import mimir.cli.server.Credentials.Account;
import mimir.cli.server.Credentials.Token;

/** The operators' API, as one person; a session that it opens it also ends. */
public final class Api implements AutoCloseable {
  public static final int PAGE_MAX = 500;

  /** Numbers come out with the digits that they came in with. */
  public static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final int UNAUTHENTICATED = 401;
  private static final String SESSION = "session";
  private static final String CSRF_TOKEN = "X-CSRF-Token";

  private final Wire wire;
  private final Credentials credentials;

  /** Headers that tell who calls; none until the first call. Another thread may hang up. */
  private final Map<String, String> identity = new ConcurrentHashMap<>();

  private boolean closed;

  Api(Wire wire, Credentials credentials) {
    this.wire = wire;
    this.credentials = credentials;
  }

  /** What the API answers, as it was sent; empty for an answer without a body. */
  public String text(Call call) {
    try (Answer answer = open(call)) {
      return answer.text();
    }
  }

  public JsonNode json(Call call) {
    return parse(text(call));
  }

  /**
   * The items of a list, over as many pages as it takes.
   *
   * @param max of them
   */
  public ArrayNode list(Call call, int max) {
    var items = JSON.createArrayNode();
    String cursor = null;
    do {
      String size = Integer.toString(Math.min(PAGE_MAX, max - items.size()));
      JsonNode page = json(call.with("limit", size).with("cursor", cursor));
      page.path("items").forEach(items::add);
      cursor = page.path("next_cursor").asText(null);
    } while (cursor != null && items.size() < max);
    return items;
  }

  /** The same with its body still to be read; a refusal is thrown. */
  public Answer open(Call call) {
    signInOnce();
    Answer answer = wire.send(call, identity);
    if (answer.status() == UNAUTHENTICATED && mayComeBack(call)) {
      answer.close();
      identity.clear();
      signInOnce();
      answer = wire.send(call, identity);
    }
    return accepted(answer);
  }

  /** A session ends after some hours, and a campaign can be followed for weeks. */
  private boolean mayComeBack(Call call) {
    return credentials instanceof Account && call.method().equals("GET");
  }

  public void pause(Duration time) {
    wire.pause(time);
  }

  /** The call's answer as JSON. */
  public static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw Failed.refused("The server's answer is no JSON; is this Mimir's address?");
    }
  }

  private Answer accepted(Answer answer) {
    if (answer.status() / 100 == 2) {
      return answer;
    }
    try (answer) {
      throw Refusal.of(answer.status(), answer.text());
    }
  }

  private void signInOnce() {
    if (!identity.isEmpty()) {
      return;
    }
    switch (credentials) {
      case Token token -> identity.put("Authorization", "Bearer " + token.secret());
      case Account account -> signIn(account);
    }
  }

  private void signIn(Account account) {
    var body = JSON.createObjectNode();
    body.put("username", account.username()).put("password", account.secret());
    var call = Call.of("POST", SESSION, body.toString());
    try (Answer answer = accepted(wire.send(call, Map.of()))) {
      identity.put("Cookie", answer.cookies());
    }
    try (Answer session = accepted(wire.send(Call.get(SESSION), identity))) {
      identity.put(CSRF_TOKEN, parse(session.text()).path("csrf_token").asText());
    }
  }

  /**
   * Signs out. Also called by the hook of a process that is interrupted, while another thread is in
   * the middle of a call.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (identity.containsKey(CSRF_TOKEN)) {
        wire.sendLast(Call.of("DELETE", SESSION), identity);
      }
    } catch (Failed _) {
      // The session ends by itself; what the command has to tell is more important.
    } finally {
      wire.close();
    }
  }
}
