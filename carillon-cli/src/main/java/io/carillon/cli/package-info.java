/**
 * The {@code carillon} command: a client of the REST API, and the door to the processes {@code up},
 * {@code server} and {@code worker}.
 *
 * <p>{@code command} reads the command line, {@code follow} watches runs and logs, {@code api}
 * talks to the server, {@code terminal} draws.
 */
@NullMarked
package io.carillon.cli;

import org.jspecify.annotations.NullMarked;
