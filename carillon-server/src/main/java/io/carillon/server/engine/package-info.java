/** The way to the engine, and to what runs. */
@NullMarked
package io.carillon.server.engine;

import org.jspecify.annotations.NullMarked;
