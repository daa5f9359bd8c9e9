package io.carillon.engine.gateway;

import java.time.Instant;
import java.util.List;

/**
 * A worker with a session at this server.
 *
 * @param id drawn by the worker process at its start
 * @param running attempts that it holds
 * @param credits how many more it would take now
 */
public record WorkerInfo(
    long id,
    String name,
    String host,
    String version,
    List<String> pools,
    List<String> tags,
    List<String> taskTypes,
    int capacity,
    int running,
    long credits,
    boolean draining,
    Instant connectedAt,
    Instant heardAt) {

  public WorkerInfo {
    pools = List.copyOf(pools);
    tags = List.copyOf(tags);
    taskTypes = List.copyOf(taskTypes);
  }
}
