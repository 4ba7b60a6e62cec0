package mimir.local.postgres;

import java.util.LinkedHashMap;
import java.util.Map;

/** The server's settings, given on its command line so that a changed one takes effect. */
final class ServerSettings {
  private ServerSettings() {}

  static Map<String, String> of(PostgresNode.Settings settings) {
    var values = new LinkedHashMap<String, String>();
    values.put("port", Integer.toString(settings.port()));
    values.put("listen_addresses", "127.0.0.1");
    values.put("unix_socket_directories", "");
    values.put("password_encryption", "scram-sha-256");
    values.put("max_connections", "200");
    values.put("shared_buffers", "64MB");
    values.put("log_timezone", "UTC");
    values.put("timezone", "UTC");
    values.put("wal_level", "logical");
    values.put("max_wal_senders", "8");
    values.put("max_replication_slots", "8");
    // A connector that stays away may pin this much of the disk, and no more.
    values.put("max_slot_wal_keep_size", "4GB");
    values.put("shared_preload_libraries", "pg_stat_statements");
    if (!settings.durable()) {
      values.put("fsync", "off");
      values.put("synchronous_commit", "off");
      values.put("full_page_writes", "off");
    }
    values.putAll(settings.further());
    return values;
  }
}
