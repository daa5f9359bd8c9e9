/**
 * CEL expressions: typed, free of side effects, checked when a workflow is saved. A {@link
 * io.carillon.kernel.expression.Template} is a JSON value whose strings may hold {@code {{ }}}.
 */
@NullMarked
package io.carillon.kernel.expression;

import org.jspecify.annotations.NullMarked;
