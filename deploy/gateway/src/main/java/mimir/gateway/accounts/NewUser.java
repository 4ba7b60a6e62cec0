package mimir.gateway.accounts;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Asked for when an account is made. */
record NewUser(
    @Schema(required = true) String username,
    @Schema(required = true) String password,
    @Schema(
            required = true,
            enumeration = {"admin", "operator"})
        String role,
    List<String> capabilities) {}
