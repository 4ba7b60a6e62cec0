package mimir.campaign;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.contracts.runtime.Ids;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * A campaign that was never launched: its rows as a launch would have written them.
 *
 * @param hosts host → how many of the queries it is asked, from the first on
 */
public record SeededCampaign(UUID id, List<UUID> queries, Map<UUID, Integer> hosts) {
  public static final Instant LAUNCHED_AT = Instant.parse("2026-11-20T10:00:00Z");

  private static String last = "";

  /** One more campaign, the newest; each number is a host that is asked so many queries. */
  public static SeededCampaign in(Jdbi jdbi, int... queriesOfHosts) {
    var hosts = new LinkedHashMap<UUID, Integer>();
    int most = 1;
    for (int queries : queriesOfHosts) {
      hosts.put(UUID.randomUUID(), queries);
      most = Math.max(most, queries);
    }
    var campaign =
        new SeededCampaign(
            next(), Stream.generate(SeededCampaign::next).limit(most).toList(), hosts);
    jdbi.useHandle(campaign::insert);
    return campaign;
  }

  /** Two ids of one millisecond have no order, and these need one. */
  private static synchronized UUID next() {
    UUID id;
    do {
      id = Ids.next();
    } while (id.toString().compareTo(last) <= 0);
    last = id.toString();
    return id;
  }

  private void insert(Handle handle) {
    handle.execute(
        """
        INSERT INTO campaign (campaign_id, name, kind, status, created_by, launched_at, live_until,
                              target_type, assigned_hosts, not_applicable_hosts, per_host_cap,
                              campaign_cap)
        VALUES (?, 'seeded', 'osquery', 'active', 'alice', CAST(? AS timestamptz),
                CAST(? AS timestamptz), 'hosts', ?, 0, 50000, 10000000)
        """,
        id,
        LAUNCHED_AT.toString(),
        LAUNCHED_AT.plus(Duration.ofMinutes(10)).toString(),
        hosts.size());
    for (int n = 0; n < queries.size(); n++) {
      int number = n;
      handle.execute(
          "INSERT INTO campaign_query VALUES (?, ?, 'osquery', 'SELECT 1', ?)",
          id,
          queries.get(n),
          hosts.values().stream().filter(asked -> asked > number).count());
    }
    hosts.forEach(
        (host, asked) ->
            handle.execute("INSERT INTO assigned_host VALUES (?, ?, ?)", id, host, asked));
    handle.execute(
        """
        INSERT INTO coverage (campaign_id, assigned, hosts, as_of)
        VALUES (?, ?, ?, CAST(? AS timestamptz))
        """,
        id,
        assignments().size(),
        hosts.size(),
        LAUNCHED_AT.toString());
  }

  public record Assignment(UUID campaignId, UUID hostId, UUID queryId) {}

  public List<Assignment> assignments() {
    var all = new ArrayList<Assignment>();
    hosts.forEach(
        (host, asked) ->
            queries.subList(0, asked).forEach(query -> all.add(new Assignment(id, host, query))));
    return all;
  }
}
