/**
 * The worker runtime: a process, or a part of one, that takes attempts from servers and runs them.
 * {@link io.carillon.worker.Worker} is the way in for applications, {@link io.carillon.worker.Main}
 * for the command line.
 *
 * <p>The parts: {@code session} talks to a server, {@code execution} runs attempts, {@code log}
 * ships what they write, {@code config} makes records and schemas of their settings.
 */
@NullMarked
package io.carillon.worker;

import org.jspecify.annotations.NullMarked;
