/** A run watched until it ends: its tasks as a tree, their changes line by line, their logs. */
@NullMarked
package io.carillon.cli.follow;

import org.jspecify.annotations.NullMarked;
