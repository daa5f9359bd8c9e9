/** Expressions and graphs of definitions under test. */
@NullMarked
package io.carillon.kernel.definition;

import org.jspecify.annotations.NullMarked;
