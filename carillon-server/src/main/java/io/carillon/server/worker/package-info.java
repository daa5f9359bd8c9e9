/** Workers: those connected, the names of those gone, and the task types that they offer. */
@NullMarked
package io.carillon.server.worker;

import org.jspecify.annotations.NullMarked;
