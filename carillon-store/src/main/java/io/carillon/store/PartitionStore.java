package io.carillon.store;

import io.carillon.kernel.Ids;
import io.carillon.kernel.row.Changes;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The durable state of partitions, for the servers that own them.
 *
 * <p>Every commit is fenced: it names the epoch under which the partition was claimed and the
 * number of the commit in it, and takes effect only if both are as the database says. So a server
 * that lost the partition changes nothing, and a commit whose answer was lost is recognised when it
 * is repeated.
 *
 * <p>All methods block. They throw {@link StoreException} when the database cannot be reached or
 * the like; the caller then repeats the call. Any other exception is a bug.
 */
public interface PartitionStore {

  /** Number of partitions: made at first start, raised by {@link Database#raisePartitions}. */
  int partitions();

  /**
   * Every number of partitions that there ever was, rising; the last one is {@link #partitions}. A
   * workflow stays where it was made: in a partition that its name led to under one of these. When
   * they all lead to the same one, that is it; else {@link #home} knows, and a workflow that does
   * not exist yet is made where the last one leads. So no two servers make the same name in two
   * partitions; and what was found once stays true, for a server can claim nothing any more after
   * the number was raised.
   */
  default List<Integer> partitionCounts() {
    return List.of(partitions());
  }

  /** The partition of the workflow of that name, deleted or not; {@code null}: there is none. */
  default @Nullable Integer home(String namespace, String name) {
    WorkflowRow workflow = workflow(namespace, name);
    return workflow == null ? null : Ids.partition(workflow.id());
  }

  /** Every partition with its owner, in the order of their ids. */
  List<Hold> holds();

  /**
   * Takes a partition, if nobody has taken it since: whoever owned it before can commit no more.
   * Whoever repeats it because the answer was lost finds that somebody has, and looks at {@link
   * #holds} again.
   *
   * @param epoch as in the {@link Hold} that made the caller think it may
   * @param owner name of this server
   * @return {@code null}: the epoch has moved on, or the number of partitions was raised since this
   *     server started; nothing changed
   */
  @Nullable Ownership claim(int partition, long epoch, String owner);

  /**
   * Gives a partition up, so that nobody has to find out that its owner is gone.
   *
   * @return false: the epoch has moved on, nothing changed
   */
  boolean release(int partition, long epoch);

  /**
   * Makes batches of several partitions durable in one transaction. Instants are kept to the
   * millisecond. Of a run that is there already, what it was born with (workflow, version, params,
   * key, scheduled time, trigger) stays.
   *
   * @param batches at most one for each partition
   * @return for each batch, in order, what came of it. A batch that is {@link Outcome#FENCED}
   *     changed nothing, and the others are committed all the same
   */
  List<Outcome> commit(List<Batch> batches);

  /** Every run of the partition that is running or cancelling, with its task runs; and counts. */
  Unfinished unfinished(int partition);

  /** The workflow of that name, deleted or not. */
  @Nullable WorkflowRow workflow(String namespace, String name);

  /** The workflows of those ids that exist. */
  List<WorkflowRow> workflows(Collection<Long> ids);

  /** A version of a workflow. */
  @Nullable VersionRow version(long workflowId, int version);

  /** The runs of those ids that exist, in any state. */
  List<RunRow> runs(Collection<Long> ids);

  /** Of the keys given, those that a run of the workflow has, each with the run's id. */
  Map<String, Long> runsByKey(long workflowId, Collection<String> idempotencyKeys);

  /** The first queued runs of a workflow: highest priority first, then oldest. */
  List<RunRow> queued(long workflowId, int limit);

  /**
   * Who owns a partition.
   *
   * @param epoch rises with every claim
   * @param owner name of the server that claimed it; {@code null}: nobody did, or it was released
   */
  record Hold(int partition, long epoch, @Nullable String owner) {}

  /** The owner's hold on a partition. {@code commits} is the number of the last commit. */
  record Ownership(int partition, long epoch, long commits) {}

  /**
   * One partition's part of a transaction.
   *
   * @param number of the commit: the last one's plus one
   */
  record Batch(int partition, long epoch, long number, Changes changes) {}

  /** What came of a batch. */
  enum Outcome {
    /** It is durable; perhaps since an earlier call whose answer was lost. */
    COMMITTED,
    /** The partition has another owner by now. */
    FENCED
  }

  /**
   * What a partition is rebuilt from.
   *
   * @param newestId the highest id of the partition's workflows and runs; 0: none
   * @param queued number of queued runs by workflow id, for workflows that have any
   */
  record Unfinished(
      long newestId, List<RunRow> runs, List<TaskRunRow> taskRuns, Map<Long, Long> queued) {}
}
