package mimir.fleet.wire;

import java.util.Optional;
import mimir.fleet.tables.Platform;

/**
 * Who an agent says it is. The key is the one of an earlier run, if there was one: a host that
 * still has its key does not enrol again.
 */
public record AgentIdentity(
    String hostIdentifier,
    Platform platform,
    String osqueryVersion,
    String enrollSecret,
    Optional<String> nodeKey) {}
