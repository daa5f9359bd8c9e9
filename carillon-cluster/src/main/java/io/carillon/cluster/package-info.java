/**
 * Registries: implementations of {@link io.carillon.engine.cluster.Membership} on the database, on
 * ZooKeeper and on etcd.
 */
@NullMarked
package io.carillon.cluster;

import org.jspecify.annotations.NullMarked;
