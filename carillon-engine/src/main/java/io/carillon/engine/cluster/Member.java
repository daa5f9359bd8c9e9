package io.carillon.engine.cluster;

/**
 * A server of the cluster.
 *
 * @param name unique among the servers that are alive; stays when the server starts again
 * @param incarnation drawn at random when the process starts, positive
 * @param address where other servers and workers reach its gRPC port, host:port
 */
public record Member(String name, long incarnation, String address) {}
