/**
 * Databases for tests, of this module and others: real ones, empty, made in no time. PostgreSQL and
 * MariaDB come from Maven and run as processes of their own, also when the tests run as root.
 */
@NullMarked
package io.carillon.store.testing;

import org.jspecify.annotations.NullMarked;
