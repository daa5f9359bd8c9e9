/**
 * The commands, one class each. A command asks the API and prints; it ends with an {@link
 * io.carillon.cli.command.ExitCode}.
 */
@NullMarked
package io.carillon.cli.command;

import org.jspecify.annotations.NullMarked;
