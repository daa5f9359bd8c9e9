package io.carillon.sdk;

/**
 * A job written in Java, run by a task of type {@code java} on a worker that has the class on its
 * class path.
 *
 * <pre>{@code
 * public final class Settlement implements Job {
 *   public void run(JobContext job) {
 *     job.log("settling " + job.params().get("day"));
 *     job.output("settled", 42);
 *   }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface Job {

  /** Runs one attempt. Returning means success, an exception failure; an interrupt means stop. */
  void run(JobContext job) throws Exception;
}
