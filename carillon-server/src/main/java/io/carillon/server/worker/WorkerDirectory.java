package io.carillon.server.worker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.carillon.store.WorkerNames;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of workers, which never change. */
public final class WorkerDirectory {

  private final WorkerNames names;
  private final Cache<Long, String> known =
      Caffeine.newBuilder().maximumSize(10_000).executor(Runnable::run).build();

  public WorkerDirectory(WorkerNames names) {
    this.names = names;
  }

  /** The names of those that were ever seen. */
  public Map<Long, String> names(Collection<Long> ids) {
    Map<Long, String> found = new HashMap<>(known.getAllPresent(ids));
    Set<Long> missing = new HashSet<>(ids);
    missing.removeAll(found.keySet());
    if (!missing.isEmpty()) {
      Map<Long, String> read = names.names(missing);
      known.putAll(read);
      found.putAll(read);
    }
    return found;
  }

  /** The name of a worker; {@code null}: none, or never seen. */
  public @Nullable String name(@Nullable Long id) {
    return id == null ? null : names(Set.of(id)).get(id);
  }
}
