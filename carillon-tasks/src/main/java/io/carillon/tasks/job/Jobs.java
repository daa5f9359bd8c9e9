package io.carillon.tasks.job;

import io.carillon.sdk.Job;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The jobs that this worker has. */
final class Jobs {

  /** How many letters may differ for a name to be meant. */
  private static final int NEAR = 3;

  private Jobs() {}

  /**
   * A new instance of the class.
   *
   * @throws IllegalArgumentException if there is no such job, or it cannot be made
   */
  static Job create(String className) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = context == null ? Jobs.class.getClassLoader() : context;
    // Loaded, but not initialised before it is known to be a job.
    Class<?> found;
    try {
      found = Class.forName(className, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IllegalArgumentException(
          "Expected the class %s on the worker's class path, but %s%s"
              .formatted(
                  className,
                  e instanceof LinkageError ? "it cannot be loaded: " + e : "found none",
                  suggestion(className, loader)),
          e);
    }
    if (!Job.class.isAssignableFrom(found)) {
      throw new IllegalArgumentException(
          "Expected %s to be a %s, but it is not".formatted(className, Job.class.getName()));
    }
    return instance(found.asSubclass(Job.class));
  }

  private static Job instance(Class<? extends Job> type) {
    try {
      Constructor<? extends Job> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (InvocationTargetException | ExceptionInInitializerError e) {
      throw new IllegalArgumentException(
          "Expected the constructor of %s to succeed, but it threw %s"
              .formatted(type.getName(), e.getCause()),
          e);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalArgumentException(
          "Expected a constructor without parameters in %s, but found none that can be used: %s"
              .formatted(type.getName(), e),
          e);
    }
  }

  private static String suggestion(String className, ClassLoader loader) {
    List<String> known =
        ServiceLoader.load(Job.class, loader).stream().map(job -> job.type().getName()).toList();
    Optional<String> nearest =
        known.stream()
            .min(Comparator.comparingInt(name -> distance(simple(name), simple(className))))
            .filter(name -> distance(simple(name), simple(className)) <= NEAR);
    return nearest
        .map(name -> "; did you mean %s?".formatted(name))
        .orElse(known.isEmpty() ? "" : "; known jobs: " + String.join(", ", known));
  }

  private static String simple(String className) {
    return className.substring(
        1 + Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')));
  }

  /** How many letters must be put in, taken out or replaced (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
