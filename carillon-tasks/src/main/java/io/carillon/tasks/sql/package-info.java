/**
 * The task type {@code sql}: a query, an update or a script on any database with a JDBC driver.
 * Parameters are bound, never put into the text.
 */
@NullMarked
package io.carillon.tasks.sql;

import org.jspecify.annotations.NullMarked;
