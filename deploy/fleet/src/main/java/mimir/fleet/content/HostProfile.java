package mimir.fleet.content;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a test or an exercise has done to one host on top of its seed; safe for all threads. */
public final class HostProfile {

  private final List<PlantedRow> planted = new CopyOnWriteArrayList<>();
  private final List<String> deadly = new CopyOnWriteArrayList<>();
  private final Set<String> broken = ConcurrentHashMap.newKeySet();
  private final Set<String> deadlyVersions = ConcurrentHashMap.newKeySet();
  private volatile Optional<String> osqueryVersion = Optional.empty();

  /** Puts something on the host; tables of other platforms are never asked for their share. */
  public void plant(Artefact artefact) {
    planted.addAll(artefact.rows());
  }

  /** From now on SQL that contains this text makes the watchdog kill the host's worker. */
  public void killedBy(String sqlPart) {
    deadly.add(sqlPart);
  }

  public boolean kills(String sql) {
    return deadly.stream().anyMatch(sql::contains);
  }

  /** This version of osquery does not run on the host. */
  public void cannotRun(String version) {
    broken.add(version);
  }

  public boolean canRun(String version) {
    return !broken.contains(version);
  }

  /** Once it has installed this version of osquery the host is never heard of again. */
  public void diesOf(String version) {
    deadlyVersions.add(version);
  }

  public boolean survives(String version) {
    return !deadlyVersions.contains(version);
  }

  /** Another osquery than the one of the host's seed runs from now on. */
  public void installOsquery(String version) {
    osqueryVersion = Optional.of(version);
  }

  /** None while it is still the one of the seed. */
  public Optional<String> osqueryVersion() {
    return osqueryVersion;
  }

  List<Map<String, Object>> plantedIn(String table) {
    return planted.stream().filter(row -> row.table().equals(table)).map(PlantedRow::row).toList();
  }
}
