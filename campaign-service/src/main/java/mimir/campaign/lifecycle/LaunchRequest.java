package mimir.campaign.lifecycle;

import mimir.campaign.targets.Target;

/** What an operator sends to launch an osquery campaign. */
record LaunchRequest(String name, String sql, Target target, Integer liveWindowMinutes) {}
