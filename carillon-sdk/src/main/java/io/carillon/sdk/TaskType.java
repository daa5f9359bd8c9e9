package io.carillon.sdk;

/**
 * A kind of task that workers can run, such as {@code shell}. Implementations are found by {@link
 * java.util.ServiceLoader} on the worker's class path.
 *
 * <pre>{@code
 * public final class GreetTask implements TaskType<GreetTask.Config> {
 *   public record Config(String whom) {}
 *
 *   public String name() { return "greet"; }
 *   public Class<Config> configType() { return Config.class; }
 *
 *   public void run(TaskContext task, Config config) {
 *     task.log("Hello, " + config.whom());
 *     task.output("greeted", config.whom());
 *   }
 * }
 * }</pre>
 *
 * @param <C> the task's {@code config}: a record whose components are the settings. The JSON Schema
 *     that editors and the console's forms use is made from it; {@code @Nullable} components are
 *     optional
 */
public interface TaskType<C extends Record> {

  /** The name that definitions use: lower case, unique on the worker. */
  String name();

  /**
   * The record of the settings. Components may be String, int, long, double, boolean, their boxes,
   * Duration (written {@code 1h30m}), Path, enums (written in lower case), List, Map with String
   * keys, nested records, and Object for any JSON value; their names are written in {@code
   * snake_case}. Settings that are unknown, missing or of another type fail the attempt with {@code
   * config_invalid} before {@link #run} is called; so does an {@link IllegalArgumentException} of
   * the record's constructor. {@link Describe} explains a setting to its users.
   */
  Class<C> configType();

  /**
   * Runs one attempt, on a thread of its own, whose context class loader sees the worker's jobs.
   * Returning means success. To be stoppable, let interrupts through, or register {@link
   * TaskContext#onCancel}: an attempt that goes on for long after it was told to stop fails with
   * {@code did_not_stop}, and takes the place of another for as long as it runs.
   *
   * <p>One instance serves all attempts, many at a time.
   *
   * @param config never null; optional settings that were left out are null in it
   * @throws TaskFailure to fail with a code and a message of your own
   * @throws Exception any other exception fails the attempt with code {@code exception}
   */
  void run(TaskContext task, C config) throws Exception;
}
