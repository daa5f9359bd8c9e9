/**
 * Logs of attempts on their way to the server. What a task writes goes to an {@link
 * io.carillon.worker.log.AttemptLog}: a few kilobytes in memory, the rest in a file. The {@link
 * io.carillon.worker.log.LogShipper} sends it while the task runs and keeps it until the server has
 * it. The task never waits for the network, and never fails because of its log.
 */
@NullMarked
package io.carillon.worker.log;

import org.jspecify.annotations.NullMarked;
