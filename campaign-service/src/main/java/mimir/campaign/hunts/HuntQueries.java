package mimir.campaign.hunts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import mimir.campaign.hunts.IocCompiler.Compiled;
import mimir.campaign.targets.FreezeHosts.Group;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;

/**
 * Which platforms are asked which of a hunt's statements (I-7): those that have all of its tables.
 *
 * @param statements each with the platforms that have its tables
 * @param groups platforms that are asked the same
 */
record HuntQueries(List<Statement> statements, List<Group> groups) {

  record Statement(Compiled compiled, SortedSet<String> platforms) {}

  /**
   * @param platforms that hosts may have
   */
  static HuntQueries of(List<Statement> statements, SortedSet<String> platforms) {
    var groups = new ArrayList<Group>();
    var asked = new ArrayList<List<Integer>>();
    for (String platform : platforms) {
      List<Integer> here =
          IntStream.range(0, statements.size())
              .filter(n -> statements.get(n).platforms().contains(platform))
              .boxed()
              .toList();
      int known = asked.indexOf(here);
      if (here.isEmpty()) {
        continue;
      }
      if (known >= 0) {
        Group group = groups.get(known);
        var more = new ArrayList<>(group.platforms());
        more.add(platform);
        groups.set(known, new Group(group.number(), List.copyOf(more), group.queries()));
      } else {
        groups.add(new Group(groups.size(), List.of(platform), here.size()));
        asked.add(here);
      }
    }
    return new HuntQueries(List.copyOf(statements), List.copyOf(groups));
  }

  /**
   * The statements that any host is asked.
   *
   * @param hosts in the frozen set, by the number of their group
   */
  List<FrozenQuery> frozen(Map<Integer, Long> hosts, Supplier<UUID> ids) {
    var queries = new ArrayList<FrozenQuery>();
    for (Statement statement : statements) {
      List<Integer> asked =
          groups.stream()
              .filter(group -> statement.platforms().containsAll(group.platforms()))
              .map(Group::number)
              .filter(hosts::containsKey)
              .toList();
      if (!asked.isEmpty()) {
        queries.add(
            new FrozenQuery(
                ids.get(),
                statement.compiled().type().wire(),
                statement.compiled().sql(),
                asked.stream().mapToLong(hosts::get).sum(),
                asked));
      }
    }
    return queries;
  }
}
