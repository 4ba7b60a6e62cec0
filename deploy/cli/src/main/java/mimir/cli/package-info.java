/**
 * {@code mimir-cli}: the operators' API as commands, for shells and CI jobs.
 *
 * <p>{@code release} and {@code campaign} are the commands, {@code server} is how they call, and
 * {@code output} what they tell. A command checks what it was given, connects, calls, and shows the
 * answer; whatever goes wrong is a {@link mimir.cli.output.Failed} with an exit code.
 */
package mimir.cli;
