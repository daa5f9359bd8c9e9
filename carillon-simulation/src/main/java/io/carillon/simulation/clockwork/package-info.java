/** Time, chance, machines that fail, and the record of what happened. */
@NullMarked
package io.carillon.simulation.clockwork;

import org.jspecify.annotations.NullMarked;
