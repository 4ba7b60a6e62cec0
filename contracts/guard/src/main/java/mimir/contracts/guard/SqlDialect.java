package mimir.contracts.guard;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a statement may call: SQLite's pure functions, and what osquery adds, with its numbers of
 * arguments. Whatever is not named here does not exist, also when a later SQLite brings it.
 */
final class SqlDialect {
  /** Any number of arguments, as SQLite counts. */
  static final int ANY = -1;

  /**
   * Functions of SQLite itself that compute and do nothing else; no name can be missed here. Not
   * those that only make bytes, up to a gigabyte a call: {@code zeroblob} and {@code randomblob}.
   */
  private static final Set<String> OF_SQLITE =
      words(
          """
          -> ->> abs avg char coalesce count cume_dist current_date current_time current_timestamp
          date datetime dense_rank first_value format glob group_concat hex if ifnull iif instr
          json json_array json_array_length json_error_position json_extract json_group_array
          json_group_object json_insert json_object json_patch json_quote json_remove json_replace
          json_set json_type json_valid julianday lag last_value lead length like likelihood likely
          lower ltrim max min nth_value ntile nullif octet_length percent_rank printf quote random
          rank replace round row_number rtrim sign strftime string_agg substr substring subtype sum
          time timediff total trim typeof unhex unicode unixepoch unlikely upper
          """);

  /** Functions that osquery registers, each with the numbers of arguments that it takes. */
  static final Map<String, List<Integer>> OF_OSQUERY =
      Map.ofEntries(
          // Mathematics.
          Map.entry("sqrt", List.of(1)),
          Map.entry("exp", List.of(1)),
          Map.entry("log", List.of(1)),
          Map.entry("log10", List.of(1)),
          Map.entry("ceil", List.of(1)),
          Map.entry("floor", List.of(1)),
          Map.entry("power", List.of(2)),
          Map.entry("pi", List.of(0)),
          Map.entry("sin", List.of(1)),
          Map.entry("cos", List.of(1)),
          Map.entry("tan", List.of(1)),
          Map.entry("cot", List.of(1)),
          Map.entry("asin", List.of(1)),
          Map.entry("acos", List.of(1)),
          Map.entry("atan", List.of(1)),
          Map.entry("radians", List.of(1)),
          Map.entry("degrees", List.of(1)),
          // Strings.
          Map.entry("concat", List.of(ANY)),
          Map.entry("concat_ws", List.of(ANY)),
          Map.entry("split", List.of(3)),
          Map.entry("regex_split", List.of(3)),
          Map.entry("regex_match", List.of(3)),
          Map.entry("inet_aton", List.of(1)),
          Map.entry("version_compare", List.of(2, 3)),
          // Hashes and encodings.
          Map.entry("md5", List.of(1)),
          Map.entry("sha1", List.of(1)),
          Map.entry("sha256", List.of(1)),
          Map.entry("community_id_v1", List.of(5, 6)),
          Map.entry("community_id_v1_strict", List.of(5, 6)),
          Map.entry("to_base64", List.of(1)),
          Map.entry("from_base64", List.of(1)),
          Map.entry("conditional_to_base64", List.of(1)),
          // Networks.
          Map.entry("in_cidr_block", List.of(2)));

  /** Orders of text that osquery registers. */
  static final Set<String> COLLATIONS_OF_OSQUERY =
      Set.of("version", "version_arch", "version_dpkg", "version_rhel");

  /** Modules that osquery's SQLite has; the others would be tables that osquery does not have. */
  static final Set<String> MODULES = Set.of("json_each", "json_tree");

  /** What other statements begin with. */
  static final Set<String> OTHER_STATEMENTS =
      words(
          """
          alter analyze attach begin commit create delete detach drop end explain insert pragma
          reindex release replace rollback savepoint update vacuum
          """);

  private SqlDialect() {}

  /** Whether SQLite's own function of this name stays as it is. */
  static boolean keeps(String builtIn) {
    return OF_SQLITE.contains(builtIn.toLowerCase(Locale.ROOT));
  }

  static boolean knows(String function) {
    return keeps(function) || OF_OSQUERY.containsKey(function.toLowerCase(Locale.ROOT));
  }

  private static Set<String> words(String text) {
    return Set.copyOf(new HashSet<>(List.of(text.strip().split("\\s+"))));
  }
}
