package mimir.ingest.matching;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.campaign.CampaignEvent.FrozenIoc;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.QueryType;
import mimir.ingest.matching.FrozenIndicators.Corrupt;

/**
 * What a launch has frozen for matching.
 *
 * @param queries the types of its queries; those of unknown types match nothing
 */
record Snapshot(FrozenIndicators indicators, Map<UUID, QueryType> queries) {
  static final Snapshot NONE = new Snapshot(FrozenIndicators.NONE, Map.of());

  /** As it is stored. */
  private record Content(List<FrozenIoc> iocs, Map<UUID, String> queries) {}

  /**
   * @param iocs null when the launch has none, which is no snapshot
   */
  static String content(List<FrozenIoc> iocs, List<FrozenQuery> queries) {
    var types = new HashMap<UUID, String>();
    queries.forEach(query -> types.put(query.queryId(), query.type()));
    try {
      return MessageCodec.json().writeValueAsString(new Content(iocs, types));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("this record can be written", e);
    }
  }

  /**
   * @throws Corrupt when it is not what was stored, or nothing that anybody could have frozen
   */
  static Snapshot read(String content, byte[] hash) throws Corrupt {
    if (!MessageDigest.isEqual(sha256(content), hash)) {
      throw new Corrupt("the snapshot is not as it was stored");
    }
    Content read;
    try {
      read = MessageCodec.json().readValue(content, Content.class);
    } catch (JsonProcessingException e) {
      throw new Corrupt("the snapshot is no JSON of ours");
    }
    if (read.iocs() == null || read.queries() == null) {
      throw new Corrupt("the launch has no frozen indicators");
    }
    var queries = new HashMap<UUID, QueryType>();
    read.queries()
        .forEach((id, type) -> QueryType.of(type).ifPresent(known -> queries.put(id, known)));
    return new Snapshot(FrozenIndicators.of(read.iocs()), Map.copyOf(queries));
  }

  static byte[] sha256(String content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
