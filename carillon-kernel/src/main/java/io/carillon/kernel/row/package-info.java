/**
 * The partition's durable state as rows: what the store writes and what a partition is rebuilt
 * from. Each row is the whole of its entity, so that writing it is idempotent.
 */
@NullMarked
package io.carillon.kernel.row;

import org.jspecify.annotations.NullMarked;
