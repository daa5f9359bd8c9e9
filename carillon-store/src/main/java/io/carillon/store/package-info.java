/**
 * The durable state. {@link io.carillon.store.PartitionStore} is the write side, used by partition
 * owners alone; {@link io.carillon.store.Queries} is the read side, used by the API. {@link
 * io.carillon.store.Database} opens both on SQLite, PostgreSQL, MariaDB or MySQL.
 */
@NullMarked
package io.carillon.store;

import org.jspecify.annotations.NullMarked;
