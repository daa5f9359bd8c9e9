/** The examples and the promises of the README, held on processes that are really killed. */
@NullMarked
package io.carillon.examples;

import org.jspecify.annotations.NullMarked;
