package mimir.gateway.sessions;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.gateway.accounts.Role;
import mimir.gateway.accounts.SignInWay;

/** Somebody who has signed in, with the role and capabilities that they have now. */
public record Session(
    UUID id,
    String username,
    SignInWay signIn,
    Role role,
    List<String> capabilities,
    Instant endsAt) {}
