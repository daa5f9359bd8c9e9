/** Whether the simulated database is like a real one. */
@NullMarked
package io.carillon.simulation.cluster;

import org.jspecify.annotations.NullMarked;
