package io.carillon.engine.partition;

import io.carillon.kernel.definition.Definition;
import io.carillon.kernel.row.VersionRow;
import io.carillon.model.WorkflowReader;
import io.carillon.store.PartitionStore;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compiled workflow versions, the most recently used ones kept. Versions never change, so what is
 * kept is right. Shared by the hosts of a server.
 */
public final class Definitions {

  private static final WorkflowReader READER = new WorkflowReader();

  private record Key(long workflowId, int version) {}

  private final PartitionStore store;
  private final int limit;
  private final Map<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long characters;

  private record Kept(Definition definition, int characters) {}

  /**
   * @param limit characters of the sources of all the versions that are kept
   */
  public Definitions(PartitionStore store, int limit) {
    this.store = store;
    this.limit = limit;
  }

  /**
   * Compiles a definition that was validated before.
   *
   * @throws IllegalArgumentException if it is not sound all the same
   */
  public static Definition compile(String source) {
    return switch (READER.read(source)) {
      case WorkflowReader.Reading.Valid valid -> {
        StringBuilder problems = new StringBuilder();
        Definition definition =
            Definition.compile(
                valid.workflow(),
                (path, found) -> problems.append(path).append(": ").append(found).append("; "));
        if (definition == null) {
          throw new IllegalArgumentException("Expected sound expressions, but " + problems);
        }
        yield definition;
      }
      case WorkflowReader.Reading.Invalid invalid ->
          throw new IllegalArgumentException(
              "Expected a sound definition, but " + invalid.errors().getFirst().message());
    };
  }

  /** The version of that number, read from the database when it is not kept. */
  Definition get(long workflowId, int version) {
    Definition definition = find(workflowId, version);
    if (definition == null) {
      VersionRow row = store.version(workflowId, version);
      if (row == null) {
        throw new IllegalStateException(
            "Expected version %d of workflow %d in the database, but there is none"
                .formatted(version, workflowId));
      }
      definition = get(row);
    }
    return definition;
  }

  /** The version of that row. */
  Definition get(VersionRow row) {
    Definition definition = find(row.workflowId(), row.version());
    if (definition == null) {
      definition = compile(row.source());
      Key key = new Key(row.workflowId(), row.version());
      keep(key, new Kept(definition, row.source().length()));
    }
    return definition;
  }

  private synchronized @Nullable Definition find(long workflowId, int version) {
    Kept found = kept.get(new Key(workflowId, version));
    return found == null ? null : found.definition();
  }

  private synchronized void keep(Key key, Kept version) {
    Kept before = kept.put(key, version);
    characters += version.characters() - (before == null ? 0 : before.characters());
    Iterator<Kept> oldest = kept.values().iterator();
    while (characters > limit && kept.size() > 1) {
      characters -= oldest.next().characters();
      oldest.remove();
    }
  }
}
