package io.carillon.kernel.row;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A workflow: the name that versions and runs belong to.
 *
 * @param id carries the partition
 * @param version the newest
 * @param updatedAt when the newest version was saved, or it was deleted
 * @param deletedAt {@code null}: exists. A deleted workflow keeps its history and starts no runs
 */
public record WorkflowRow(
    long id,
    String namespace,
    String name,
    int version,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant deletedAt) {}
