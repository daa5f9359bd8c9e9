package io.carillon.server.worker;

import io.carillon.engine.gateway.WorkerInfo;
import java.time.Instant;
import java.util.List;

/** A connected worker, as the API shows it. */
record WorkerView(
    String id,
    String name,
    String host,
    String version,
    List<String> pools,
    List<String> tags,
    List<String> taskTypes,
    int capacity,
    int running,
    boolean draining,
    Instant connectedAt,
    Instant heardAt) {

  static WorkerView of(WorkerInfo worker) {
    return new WorkerView(
        Long.toUnsignedString(worker.id()),
        worker.name(),
        worker.host(),
        worker.version(),
        worker.pools(),
        worker.tags(),
        worker.taskTypes(),
        worker.capacity(),
        worker.running(),
        worker.draining(),
        worker.connectedAt(),
        worker.heardAt());
  }
}
