package io.carillon.kernel.row;

import java.time.Instant;

/**
 * One version of a workflow; never changes.
 *
 * @param version from 1
 * @param source the definition as it was given, YAML or JSON
 * @param createdBy who saved it
 */
public record VersionRow(
    long workflowId, int version, String source, Instant createdAt, String createdBy) {}
