/**
 * The conversation with a server. {@link io.carillon.worker.session.WorkerSession} decides what is
 * said, as plain sequential code; {@link io.carillon.worker.session.ServerLink} carries it over
 * gRPC and dials again when the stream breaks.
 */
@NullMarked
package io.carillon.worker.session;

import org.jspecify.annotations.NullMarked;
