/** Whether the simulator finds bugs: production sources with one in each, compiled and run. */
@NullMarked
package io.carillon.simulation.mutation;

import org.jspecify.annotations.NullMarked;
