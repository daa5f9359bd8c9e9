package io.carillon.engine.partition;

import io.carillon.store.PartitionStore;

/** What the hosts of a server share. */
public record PartitionServices(
    PartitionStore store,
    Definitions definitions,
    Committer committer,
    Outside outside,
    Followers followers) {}
