/** A whole engine under test: a real database, real gRPC, real workers, all in one process. */
@NullMarked
package io.carillon.engine;

import org.jspecify.annotations.NullMarked;
