/** The task type {@code java}: runs a {@link io.carillon.sdk.Job} of the worker's class path. */
@NullMarked
package io.carillon.tasks.job;

import org.jspecify.annotations.NullMarked;
