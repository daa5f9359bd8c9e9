/** The kernel under test, with a store made of maps and workers that do as they are told. */
@NullMarked
package io.carillon.kernel.partition;

import org.jspecify.annotations.NullMarked;
