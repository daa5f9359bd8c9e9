package io.carillon.engine.partition;

import io.carillon.kernel.partition.Demand;
import io.carillon.kernel.partition.Effect;
import io.carillon.kernel.partition.Input;
import java.util.List;

/** The workers, as a partition host sees them. Calls do not block. */
public interface Outside {

  /** The partition is served here from now on: every worker is asked what it holds of it. */
  void serve(PartitionHost host);

  /** It is not any more. */
  void leave(PartitionHost host);

  /**
   * Takes credits for tasks that wait; may give none. When there are not enough, the host is woken
   * once there are more.
   *
   * @param demand everything that waits; empty: nothing does any more
   */
  List<Input.Granted> acquire(PartitionHost host, List<Demand> demand);

  /** Sends what was decided to the worker that it names. */
  void release(Effect effect);
}
