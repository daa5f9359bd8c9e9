/**
 * The conversations with the servers. {@link io.carillon.worker.session.WorkerSessions} decides
 * what is said to which, as plain sequential code; {@link io.carillon.worker.session.ServerLinks}
 * carries it over gRPC and dials again when a stream breaks.
 */
@NullMarked
package io.carillon.worker.session;

import org.jspecify.annotations.NullMarked;
