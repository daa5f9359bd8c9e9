/**
 * A cluster of real processes on a real database, under load, while processes are killed and
 * stopped, links are cut, and the database and the registry start again. {@link
 * io.carillon.bench.chaos.Chaos} runs it; what tasks did is read from what they wrote themselves
 * ({@link io.carillon.bench.chaos.LedgerTask}), and {@link io.carillon.bench.chaos.Audit} holds it
 * against what the cluster promised.
 */
@NullMarked
package io.carillon.bench.chaos;

import org.jspecify.annotations.NullMarked;
