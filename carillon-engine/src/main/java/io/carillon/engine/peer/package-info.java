/** How servers talk to each other: gRPC calls with a token that they share by their database. */
@NullMarked
package io.carillon.engine.peer;

import org.jspecify.annotations.NullMarked;
