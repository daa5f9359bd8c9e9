package io.carillon.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the workers were called that rows name by number, also those that are long gone. */
public interface WorkerNames {

  /** A worker came, or is still there. */
  void seen(long id, String name, String host, Instant now);

  /** Of the workers given, those that were ever seen, with their names. */
  Map<Long, String> names(Collection<Long> ids);

  /** The name of a worker; {@code null}: never seen. */
  default @Nullable String name(long id) {
    return names(List.of(id)).get(id);
  }
}
