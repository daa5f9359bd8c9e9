package io.carillon.engine.partition;

import io.carillon.kernel.partition.Demand;
import io.carillon.kernel.partition.Effect;
import io.carillon.kernel.partition.Input;
import java.util.List;

/** The workers, as a partition host sees them. Calls do not block. */
public interface Outside {

  /**
   * Takes credits for tasks that wait; may give none. When there are not enough, the host is woken
   * once there are more.
   */
  List<Input.Granted> acquire(PartitionHost host, Demand demand);

  /** Sends what was decided to the worker that it names. */
  void release(Effect effect);

  /** The host has lost what it had in memory: every worker must say again what it holds. */
  void reconnectWorkers();
}
