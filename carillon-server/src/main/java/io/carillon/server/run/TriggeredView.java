package io.carillon.server.run;

/**
 * A run that was accepted.
 *
 * @param duplicate true: an earlier trigger with the same idempotency key had made it
 */
record TriggeredView(String id, String namespace, String workflow, boolean duplicate) {}
