/**
 * The state machine of one partition. To know how it works, read four files: {@link
 * io.carillon.kernel.partition.Partition} takes inputs and gives batches; {@link
 * io.carillon.kernel.partition.RunFlow} and {@link io.carillon.kernel.partition.AttemptFlow}
 * decide, which means that they emit {@link io.carillon.kernel.partition.Event}s; {@link
 * io.carillon.kernel.partition.State} applies these, and is all that an event may touch.
 *
 * <p>Nothing here does I/O, reads a clock, starts a thread or draws a random number.
 */
@NullMarked
package io.carillon.kernel.partition;

import org.jspecify.annotations.NullMarked;
