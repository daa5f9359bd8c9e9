/** Workflow versions made ready to run: the graph by numbers, expressions compiled. */
@NullMarked
package io.carillon.kernel.definition;

import org.jspecify.annotations.NullMarked;
