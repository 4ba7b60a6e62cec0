package mimir.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Gives a service under test a database, topics and a trusted signing key.
 *
 * <pre>
 *   &#64;QuarkusTestResource(
 *       value = ServiceInfra.class,
 *       initArgs = &#64;ResourceArg(name = "schema", value = "flag"))
 * </pre>
 */
public final class ServiceInfra implements QuarkusTestResourceLifecycleManager {
  private String schema;

  @Override
  public void init(Map<String, String> arguments) {
    schema = arguments.get("schema");
    if (schema == null) {
      throw new IllegalArgumentException("ServiceInfra needs the argument schema");
    }
  }

  @Override
  public Map<String, String> start() {
    // Side by side: PostgreSQL is there before the broker has finished starting.
    var topics = CompletableFuture.supplyAsync(Infra::freshTopicPrefix);
    var database = Infra.freshDatabase(schema);
    var values = new HashMap<String, String>();
    values.put("quarkus.datasource.jdbc.url", database.jdbcUrl());
    values.put("quarkus.datasource.username", database.user());
    values.put("quarkus.datasource.password", database.password());
    values.put("mimir.topic-prefix", topics.join());
    values.put("kafka.bootstrap.servers", Infra.kafkaBootstrap());
    values.put("mimir.jwks-url", SigningKey.jwksUrl());
    values.put("mp.jwt.verify.publickey.location", SigningKey.jwksUrl());
    values.put("mp.jwt.verify.publickey.algorithm", "RS256");
    values.put("mp.jwt.verify.issuer", Tokens.ISSUER);
    values.put("mp.jwt.verify.audiences", Tokens.AUDIENCE);
    return values;
  }

  @Override
  public void stop() {
    // The servers are shared by the tests to come and end with the JVM.
  }
}
