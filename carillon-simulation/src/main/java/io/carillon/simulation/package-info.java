/**
 * A whole cluster in one thread, under a virtual clock and one source of chance: the servers' and
 * the workers' own code on a simulated database, registry, network and machines, which fail as the
 * seed wants. Begin with {@link io.carillon.simulation.Simulation}.
 */
@NullMarked
package io.carillon.simulation;

import org.jspecify.annotations.NullMarked;
