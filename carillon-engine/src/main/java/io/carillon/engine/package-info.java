/**
 * A running server without a framework. {@link io.carillon.engine.Engine} starts everything;
 * commands go in by {@link io.carillon.engine.Engine#submit}, workers by the gateway's gRPC
 * service.
 */
@NullMarked
package io.carillon.engine;

import org.jspecify.annotations.NullMarked;
