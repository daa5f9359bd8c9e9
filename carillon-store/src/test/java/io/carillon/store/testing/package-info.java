/**
 * Databases for tests, of this module and others: real ones, empty, made in no time. PostgreSQL
 * comes from Maven and runs as a process of its own, also when the tests run as root.
 */
@NullMarked
package io.carillon.store.testing;

import org.jspecify.annotations.NullMarked;
