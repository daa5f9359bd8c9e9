/** How other threads hand something to the one thread that owns a loop. */
@NullMarked
package io.carillon.worker.inbox;

import org.jspecify.annotations.NullMarked;
