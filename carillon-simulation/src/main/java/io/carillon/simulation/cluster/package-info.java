/**
 * The production servers and workers on simulated machines: {@link
 * io.carillon.simulation.cluster.SimServer} runs an engine, {@link
 * io.carillon.simulation.cluster.SimWorker} runs sessions, and everything that they reach the
 * outside by is here. Begin with {@link io.carillon.simulation.cluster.World}.
 */
@NullMarked
package io.carillon.simulation.cluster;

import org.jspecify.annotations.NullMarked;
