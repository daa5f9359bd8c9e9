/**
 * Hosts for the partitions of this server. A {@link io.carillon.engine.partition.PartitionHost}
 * feeds one kernel, the {@link io.carillon.engine.partition.Committer} makes durable what all of
 * them decide, in one transaction at a time.
 */
@NullMarked
package io.carillon.engine.partition;

import org.jspecify.annotations.NullMarked;
