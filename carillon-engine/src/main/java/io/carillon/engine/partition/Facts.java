package io.carillon.engine.partition;

import io.carillon.kernel.Command;
import io.carillon.kernel.definition.Definition;
import io.carillon.kernel.partition.Input;
import io.carillon.kernel.partition.Partition;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import io.carillon.store.PartitionStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the database what commands name and the kernel does not hold. The reads are right
 * although commits may be under way, since the kernel holds everything that has changes which are
 * not committed.
 */
final class Facts {

  /** The database has what only another owner can have written. */
  static final class OwnerChangedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OwnerChangedException(String message) {
      super(message);
    }
  }

  private record Name(String namespace, String name) {}

  private final PartitionStore store;
  private final Definitions definitions;
  private final Partition kernel;

  Facts(PartitionStore store, Definitions definitions, Partition kernel) {
    this.store = store;
    this.definitions = definitions;
    this.kernel = kernel;
  }

  /** Loads what the commands of a batch name, and gives the facts for each of them, in order. */
  List<Input.Facts> of(List<PartitionHost.Request> requests) {
    Map<Name, Long> workflows = loadWorkflows(requests);
    Map<Long, RunRow> runs = loadRuns(requests);
    Map<Long, Map<String, Long>> keys = loadKeys(requests, workflows);
    List<Input.Facts> facts = new ArrayList<>(requests.size());
    for (PartitionHost.Request request : requests) {
      facts.add(
          switch (request.command()) {
            case Command.SaveWorkflow save ->
                new Input.Facts(Objects.requireNonNull(request.definition()), null, null);
            case Command.DeleteWorkflow delete -> Input.Facts.NONE;
            case Command.Trigger trigger ->
                trigger.idempotencyKey() == null
                    ? Input.Facts.NONE
                    : new Input.Facts(null, existingRun(trigger, workflows, keys), null);
            case Command.CancelRun cancel -> new Input.Facts(null, null, runs.get(cancel.runId()));
          });
    }
    return facts;
  }

  private Map<Name, Long> loadWorkflows(List<PartitionHost.Request> requests) {
    Map<Name, Long> ids = new HashMap<>();
    Set<Name> looked = new HashSet<>();
    for (PartitionHost.Request request : requests) {
      Name name = name(request.command());
      if (name == null || !looked.add(name)) {
        continue;
      }
      Long id = kernel.workflowId(name.namespace(), name.name());
      if (id == null) {
        WorkflowRow row = store.workflow(name.namespace(), name.name());
        if (row == null) {
          continue;
        }
        id = row.id();
        VersionRow version = Objects.requireNonNull(store.version(row.id(), row.version()));
        kernel.load(row, version.source(), definitions.get(version));
      }
      ids.put(name, id);
    }
    return ids;
  }

  private static @Nullable Name name(Command command) {
    return switch (command) {
      case Command.SaveWorkflow save -> new Name(save.namespace(), save.name());
      case Command.DeleteWorkflow delete -> new Name(delete.namespace(), delete.name());
      case Command.Trigger trigger -> new Name(trigger.namespace(), trigger.workflow());
      case Command.CancelRun cancel -> null;
    };
  }

  private Map<Long, RunRow> loadRuns(List<PartitionHost.Request> requests) {
    Set<Long> ids = new LinkedHashSet<>();
    for (PartitionHost.Request request : requests) {
      if (request.command() instanceof Command.CancelRun cancel
          && !kernel.holdsRun(cancel.runId())) {
        ids.add(cancel.runId());
      }
    }
    Map<Long, RunRow> rows = new HashMap<>();
    if (!ids.isEmpty()) {
      List<RunRow> found = store.runs(ids);
      for (RunRow row : found) {
        if (!row.state().terminal() && row.state() != RunState.QUEUED) {
          throw new OwnerChangedException("run %d goes on elsewhere".formatted(row.id()));
        }
        rows.put(row.id(), row);
      }
      named(found.stream().filter(row -> row.state() == RunState.QUEUED).toList())
          .forEach(kernel::load);
    }
    return rows;
  }

  private Map<Long, Map<String, Long>> loadKeys(
      List<PartitionHost.Request> requests, Map<Name, Long> workflows) {
    Map<Long, Set<String>> wanted = new LinkedHashMap<>();
    for (PartitionHost.Request request : requests) {
      if (request.command() instanceof Command.Trigger trigger
          && trigger.idempotencyKey() != null) {
        Long workflowId = workflows.get(new Name(trigger.namespace(), trigger.workflow()));
        if (workflowId != null) {
          wanted
              .computeIfAbsent(workflowId, id -> new LinkedHashSet<>())
              .add(trigger.idempotencyKey());
        }
      }
    }
    Map<Long, Map<String, Long>> found = new HashMap<>();
    wanted.forEach((id, keys) -> found.put(id, store.runsByKey(id, keys)));
    return found;
  }

  private static @Nullable Long existingRun(
      Command.Trigger trigger, Map<Name, Long> workflows, Map<Long, Map<String, Long>> keys) {
    Long workflowId = workflows.get(new Name(trigger.namespace(), trigger.workflow()));
    return workflowId == null
        ? null
        : keys.getOrDefault(workflowId, Map.of())
            .get(Objects.requireNonNull(trigger.idempotencyKey()));
  }

  /** Runs with the names and the versions that they need. */
  List<Input.LoadedRun> named(Collection<RunRow> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    Set<Long> ids = new LinkedHashSet<>();
    rows.forEach(row -> ids.add(row.workflowId()));
    Map<Long, WorkflowRow> workflows = new HashMap<>();
    store.workflows(ids).forEach(row -> workflows.put(row.id(), row));
    Map<String, Definition> versions = new HashMap<>();
    List<Input.LoadedRun> loaded = new ArrayList<>(rows.size());
    for (RunRow row : rows) {
      WorkflowRow workflow = Objects.requireNonNull(workflows.get(row.workflowId()));
      Definition definition =
          versions.computeIfAbsent(
              row.workflowId() + "/" + row.version(),
              version -> definitions.get(row.workflowId(), row.version()));
      loaded.add(new Input.LoadedRun(row, workflow.namespace(), workflow.name(), definition));
    }
    return loaded;
  }
}
