/**
 * The task types {@code shell} and {@code python}: a script runs as the leader of a session of its
 * own, its output streams into the attempt's log, and when the attempt ends, by whatever way, no
 * process of it is left. {@link io.carillon.tasks.script.Guard} holds that even when the worker is
 * killed.
 */
@NullMarked
package io.carillon.tasks.script;

import org.jspecify.annotations.NullMarked;
