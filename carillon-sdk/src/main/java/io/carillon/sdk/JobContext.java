package io.carillon.sdk;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an attempt of a {@link Job} knows and can do. */
public interface JobContext extends TaskContext {

  /** The {@code input} of the task's config: JSON values; empty if it has none. */
  Map<String, @Nullable Object> input();
}
