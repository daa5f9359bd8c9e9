package io.carillon.simulation.cluster;

import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.protocol.AttemptId;
import io.carillon.protocol.ServerMessage;
import io.carillon.protocol.WorkerMessage;
import io.carillon.simulation.clockwork.Machine;
import io.carillon.store.PartitionStore;
import io.carillon.store.PartitionStore.Batch;
import io.carillon.store.PartitionStore.Hold;
import io.carillon.store.PartitionStore.Outcome;
import java.util.List;

/** Sees every deed in a world at the moment it is done, from outside of whoever did it. */
public interface Witness {

  /** A server has claimed a partition. */
  void claimed(PartitionStore.Ownership won, Machine by);

  /** A server has handed a partition over that it served. */
  void handedOver(int partition, long epoch, Machine by);

  /** A server has read what the last owner left of a partition. */
  void loaded(int partition, Machine by);

  /**
   * A server has committed, or tried to.
   *
   * @param before the holds as they were
   */
  void committed(Machine by, List<Batch> batches, List<Outcome> outcomes, List<Hold> before);

  /** A server answers a command. */
  void answered(SimServer server, Command command, Answer answer);

  /** A server sends to a worker. */
  void sent(SimServer server, SimWorker worker, ServerMessage message);

  /** Whether the attempt became durable after that time. */
  boolean recordedSince(AttemptId attempt, long time);

  /** A worker sends to a server. */
  void said(SimWorker worker, WorkerMessage message);

  /** A task begins. */
  void began(Execution execution);

  /** Nothing of it runs any more. */
  void ended(Execution execution);
}
