/**
 * How the parts of a server are driven. A part is a {@link io.carillon.engine.loop.Part}: it does a
 * step whenever it is woken or its time has come, never two at once. In a server each has a thread;
 * in the simulator one scheduler steps them all under a virtual clock.
 */
@NullMarked
package io.carillon.engine.loop;

import org.jspecify.annotations.NullMarked;
