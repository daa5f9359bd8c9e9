/**
 * The settings of a task as a Java record: one description of the record type ({@link
 * io.carillon.worker.config.Shape}) gives both the JSON Schema that editors use and the reader that
 * turns JSON into the record, so the two cannot disagree.
 */
@NullMarked
package io.carillon.worker.config;

import org.jspecify.annotations.NullMarked;
