package io.carillon.simulation.cluster;

import io.carillon.kernel.Ids;
import io.carillon.kernel.row.AttemptRow;
import io.carillon.kernel.row.Changes;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import io.carillon.store.PartitionStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The database: a {@link PartitionStore} in memory that always answers at once. */
public final class Tables implements PartitionStore {

  private static final class Partition {
    long epoch;
    @Nullable String owner;
    long commits;
    long newestId;
  }

  private record VersionKey(long workflowId, int version) {}

  private record AttemptKey(long runId, int task, int attempt) {}

  private record RunKey(long workflowId, String key) {}

  private final List<Partition> partitions = new ArrayList<>();
  private final Map<Long, WorkflowRow> workflows = new TreeMap<>();
  private final Map<VersionKey, VersionRow> versions = new HashMap<>();
  private final Map<Long, RunRow> runs = new TreeMap<>();
  private final Map<RunKey, Long> keys = new HashMap<>();
  private final Map<Long, TreeMap<Integer, TaskRunRow>> taskRuns = new TreeMap<>();
  private final Map<AttemptKey, AttemptRow> attempts = new HashMap<>();

  Tables(int partitions) {
    for (int i = 0; i < partitions; i++) {
      this.partitions.add(new Partition());
    }
  }

  @Override
  public int partitions() {
    return partitions.size();
  }

  @Override
  public List<Hold> holds() {
    List<Hold> holds = new ArrayList<>();
    for (int i = 0; i < partitions.size(); i++) {
      holds.add(new Hold(i, partitions.get(i).epoch, partitions.get(i).owner));
    }
    return holds;
  }

  @Override
  public @Nullable Ownership claim(int id, long epoch, String owner) {
    Partition partition = partitions.get(id);
    if (partition.epoch != epoch) {
      return null;
    }
    partition.epoch++;
    partition.owner = owner;
    return new Ownership(id, partition.epoch, partition.commits);
  }

  @Override
  public boolean release(int id, long epoch) {
    Partition partition = partitions.get(id);
    if (partition.epoch != epoch) {
      return false;
    }
    partition.owner = null;
    return true;
  }

  @Override
  public List<Outcome> commit(List<Batch> batches) {
    Set<Integer> distinct = new HashSet<>();
    batches.forEach(batch -> distinct.add(batch.partition()));
    if (distinct.size() < batches.size()) {
      throw new IllegalArgumentException("Expected one batch for a partition, but found two");
    }
    List<Outcome> outcomes = new ArrayList<>();
    List<Batch> accepted = new ArrayList<>();
    for (Batch batch : batches) {
      Partition partition = partitions.get(batch.partition());
      boolean current = partition.epoch == batch.epoch();
      if (current && partition.commits == batch.number() - 1) {
        accepted.add(batch);
        outcomes.add(Outcome.COMMITTED);
      } else {
        boolean before = current && partition.commits >= batch.number();
        outcomes.add(before ? Outcome.COMMITTED : Outcome.FENCED);
      }
    }
    // All or nothing.
    accepted.forEach(batch -> checkKeys(batch.changes()));
    accepted.forEach(this::write);
    return outcomes;
  }

  private void checkKeys(Changes changes) {
    for (VersionRow row : changes.versions()) {
      unique(!versions.containsKey(new VersionKey(row.workflowId(), row.version())), row);
    }
    for (AttemptRow row : changes.attempts()) {
      AttemptKey key = new AttemptKey(row.runId(), row.task(), row.attempt());
      unique(!attempts.containsKey(key), row);
    }
    for (RunRow row : changes.runs()) {
      if (row.idempotencyKey() != null) {
        Long other = keys.get(new RunKey(row.workflowId(), row.idempotencyKey()));
        unique(other == null || other == row.id(), row);
      }
    }
  }

  private static void unique(boolean unique, Object row) {
    if (!unique) {
      throw new IllegalStateException("Expected no second row with the key of " + row);
    }
  }

  private void write(Batch batch) {
    Partition partition = partitions.get(batch.partition());
    Changes changes = batch.changes();
    partition.commits = batch.number();
    for (WorkflowRow row : changes.workflows()) {
      partition.newestId = Math.max(partition.newestId, row.id());
      workflows.merge(row.id(), row, Tables::updated);
    }
    for (RunRow row : changes.runs()) {
      partition.newestId = Math.max(partition.newestId, row.id());
      runs.merge(row.id(), row, Tables::updated);
      if (row.idempotencyKey() != null) {
        keys.put(new RunKey(row.workflowId(), row.idempotencyKey()), row.id());
      }
    }
    changes.versions().forEach(r -> versions.put(new VersionKey(r.workflowId(), r.version()), r));
    changes
        .taskRuns()
        .forEach(r -> taskRuns.computeIfAbsent(r.runId(), id -> new TreeMap<>()).put(r.task(), r));
    changes
        .attempts()
        .forEach(r -> attempts.put(new AttemptKey(r.runId(), r.task(), r.attempt()), r));
  }

  private static WorkflowRow updated(WorkflowRow old, WorkflowRow row) {
    return new WorkflowRow(
        old.id(),
        old.namespace(),
        old.name(),
        row.version(),
        old.createdAt(),
        row.updatedAt(),
        row.deletedAt());
  }

  private static RunRow updated(RunRow old, RunRow row) {
    return new RunRow(
        old.id(),
        old.workflowId(),
        old.version(),
        row.state(),
        row.reason(),
        row.message(),
        row.priority(),
        old.params(),
        old.idempotencyKey(),
        old.scheduledAt(),
        old.triggeredBy(),
        old.createdAt(),
        row.startedAt(),
        row.endedAt());
  }

  @Override
  public Unfinished unfinished(int partition) {
    List<RunRow> unfinished = new ArrayList<>();
    List<TaskRunRow> tasks = new ArrayList<>();
    Map<Long, Long> queued = new HashMap<>();
    for (RunRow row : runs.values()) {
      if (Ids.partition(row.id()) != partition) {
        continue;
      }
      if (row.state() == RunState.QUEUED) {
        queued.merge(row.workflowId(), 1L, Long::sum);
      } else if (!row.state().terminal()) {
        unfinished.add(row);
        tasks.addAll(taskRuns(row.id()));
      }
    }
    return new Unfinished(partitions.get(partition).newestId, unfinished, tasks, queued);
  }

  @Override
  public @Nullable WorkflowRow workflow(String namespace, String name) {
    for (WorkflowRow row : workflows.values()) {
      if (row.namespace().equals(namespace) && row.name().equals(name)) {
        return row;
      }
    }
    return null;
  }

  @Override
  public List<WorkflowRow> workflows(Collection<Long> ids) {
    return workflows.values().stream().filter(row -> ids.contains(row.id())).toList();
  }

  @Override
  public @Nullable VersionRow version(long workflowId, int version) {
    return versions.get(new VersionKey(workflowId, version));
  }

  @Override
  public List<RunRow> runs(Collection<Long> ids) {
    return runs.values().stream().filter(row -> ids.contains(row.id())).toList();
  }

  @Override
  public Map<String, Long> runsByKey(long workflowId, Collection<String> idempotencyKeys) {
    Map<String, Long> found = new HashMap<>();
    for (String key : idempotencyKeys) {
      Long id = keys.get(new RunKey(workflowId, key));
      if (id != null) {
        found.put(key, id);
      }
    }
    return found;
  }

  @Override
  public List<RunRow> queued(long workflowId, int limit) {
    return runs.values().stream()
        .filter(row -> row.workflowId() == workflowId && row.state() == RunState.QUEUED)
        .sorted(Comparator.comparingInt(RunRow::priority).reversed().thenComparingLong(RunRow::id))
        .limit(limit)
        .toList();
  }

  // ---- for those who check ----

  public Collection<WorkflowRow> allWorkflows() {
    return workflows.values();
  }

  public Collection<VersionRow> allVersions() {
    return versions.values();
  }

  public Collection<RunRow> allRuns() {
    return runs.values();
  }

  public @Nullable RunRow run(long id) {
    return runs.get(id);
  }

  public Collection<TaskRunRow> taskRuns(long runId) {
    TreeMap<Integer, TaskRunRow> rows = taskRuns.get(runId);
    return rows == null ? List.of() : rows.values();
  }

  public @Nullable TaskRunRow taskRun(long runId, int task) {
    TreeMap<Integer, TaskRunRow> rows = taskRuns.get(runId);
    return rows == null ? null : rows.get(task);
  }

  Collection<AttemptRow> allAttempts() {
    return attempts.values();
  }
}
