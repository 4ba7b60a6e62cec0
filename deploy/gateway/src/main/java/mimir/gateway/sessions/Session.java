package mimir.gateway.sessions;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.gateway.accounts.Role;

/** Somebody who has signed in, with the role and capabilities that they have now. */
public record Session(
    UUID id, String username, Role role, List<String> capabilities, Instant endsAt) {}
