/** Tests of the built-in task types against an attempt without a worker. */
@NullMarked
package io.carillon.tasks;

import org.jspecify.annotations.NullMarked;
