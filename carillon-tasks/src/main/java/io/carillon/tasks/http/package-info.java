/**
 * The task type {@code http}: one request, a condition that says whether the answer is a success,
 * and values taken from a JSON answer as outputs.
 */
@NullMarked
package io.carillon.tasks.http;

import org.jspecify.annotations.NullMarked;
