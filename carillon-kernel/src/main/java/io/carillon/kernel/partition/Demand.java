package io.carillon.kernel.partition;

import io.carillon.kernel.definition.Requirement;

/**
 * Task runs that wait for a worker.
 *
 * @param count how many
 * @param priority the highest among them
 */
public record Demand(Requirement requirement, int count, int priority) {}
