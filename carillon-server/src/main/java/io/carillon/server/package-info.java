/**
 * The Spring Boot application round the engine. {@link io.carillon.server.Main} reads the options,
 * {@link io.carillon.server.ServerProcess} starts everything in order and stops it in reverse;
 * Spring serves the REST API and nothing else.
 */
@NullMarked
package io.carillon.server;

import org.jspecify.annotations.NullMarked;
