/** Whether the promises were kept, judged from the deeds alone. */
@NullMarked
package io.carillon.simulation.check;

import org.jspecify.annotations.NullMarked;
