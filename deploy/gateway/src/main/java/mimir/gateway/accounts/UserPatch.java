package mimir.gateway.accounts;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Asked for when an account is changed; null is "as it is". */
record UserPatch(
    @Schema(enumeration = {"admin", "operator"}) String role,
    List<String> capabilities,
    String password,
    Boolean disabled) {}
