/**
 * What a command tells: results on the standard output, as a table or as JSON; failures on the
 * standard error, as one sentence and an exit code.
 *
 * <p><b>Hostile text.</b> Names come from hosts and people. In tables and sentences control
 * characters are written as their numbers; in JSON they are escaped, which means the same. There
 * are no colours.
 */
package mimir.cli.output;
