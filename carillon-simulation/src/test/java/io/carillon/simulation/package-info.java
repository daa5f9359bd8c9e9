/** Whether the promises are kept over many seeds. */
@NullMarked
package io.carillon.simulation;

import org.jspecify.annotations.NullMarked;
