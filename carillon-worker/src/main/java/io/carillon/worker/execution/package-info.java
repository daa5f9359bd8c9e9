/**
 * Runs attempts: finds the task type, reads the config, calls the task on a thread of its own,
 * stops it when told to, and turns whatever happens into one outcome. Knows nothing of servers.
 */
@NullMarked
package io.carillon.worker.execution;

import org.jspecify.annotations.NullMarked;
