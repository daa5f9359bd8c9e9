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

  Class<C> configType();

  /**
   * Runs one attempt, on a thread of its own. Returning means success. To be stoppable, let
   * interrupts through, or register {@link TaskContext#onCancel}.
   *
   * @throws TaskFailure to fail with a code and a message of your own
   * @throws Exception any other exception fails the attempt with code {@code exception}
   */
  void run(TaskContext task, C config) throws Exception;
}
