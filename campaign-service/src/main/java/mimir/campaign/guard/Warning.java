package mimir.campaign.guard;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Something that an operator should know before a launch, and that does not stop it (G-5).
 *
 * @param message a sentence for the operator
 */
@Schema(name = "TableWarning")
public record Warning(
    @Schema(description = "table_not_on_platform") String code,
    String message,
    String table,
    @Schema(description = "How many hosts of the target lack the table.") long hosts) {}
