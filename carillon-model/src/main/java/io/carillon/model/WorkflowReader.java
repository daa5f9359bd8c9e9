package io.carillon.model;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the definition of a workflow from YAML or JSON: all of it, or all that is wrong with it.
 *
 * <pre>{@code
 * switch (new WorkflowReader().read(source)) {
 *   case Reading.Valid valid -> start(valid.workflow());
 *   case Reading.Invalid invalid -> invalid.errors().forEach(e -> print(e.message()));
 * }
 * }</pre>
 *
 * <p>What a definition may say is declared in {@link WorkflowShape} and its neighbours, from which
 * {@link WorkflowSchema} comes too. Reading goes through four rooms: {@link TreeReader} turns text
 * into located nodes, the shapes bind nodes to records, {@link GraphCheck} looks at the tasks as a
 * graph, {@link ConfigCheck} holds each task's {@code config} against the schema of its type. Each
 * reports all that it finds; the checks of others run only on a workflow that is sound.
 *
 * <p>Safe for use by many threads.
 */
public final class WorkflowReader {

  private final @Nullable ConfigCheck configCheck;
  private final List<Check> checks;

  /** Reads structure and semantics; what tasks configure is left alone. */
  public WorkflowReader() {
    this.configCheck = null;
    this.checks = List.of();
  }

  /**
   * Reads structure and semantics, and checks the configs of tasks as well.
   *
   * @param schemas of the task types' configs
   * @param checks run in order on each workflow whose structure is sound
   */
  public WorkflowReader(ConfigSchemas schemas, List<Check> checks) {
    this.configCheck = new ConfigCheck(schemas);
    this.checks = List.copyOf(checks);
  }

  /**
   * Reads a definition of up to 8 MiB characters. JSON and YAML are told apart by the source.
   *
   * @return the workflow, or every error up to the hundredth; never an exception for what a source
   *     can hold
   */
  public Reading read(String source) {
    Findings errors = new Findings();
    Findings warnings = new Findings();
    Node root = TreeReader.read(source, errors);
    if (root == null) {
      return invalid(errors);
    }
    Workflow workflow = WorkflowShape.SHAPE.bind(Path.ROOT, root, errors);
    GraphCheck.check(root, errors);
    if (configCheck != null) {
      configCheck.check(root, errors, warnings);
    }
    if (workflow == null || !errors.isEmpty()) {
      return invalid(errors);
    }
    Problems problems =
        (path, found, expected, suggestion) ->
            errors.report(path, Path.find(root, path).place(), found, expected, suggestion);
    checks.forEach(check -> check.check(workflow, problems));
    return errors.isEmpty() ? new Reading.Valid(workflow, warnings.sorted()) : invalid(errors);
  }

  private static Reading.Invalid invalid(Findings errors) {
    return new Reading.Invalid(errors.sorted(), errors.full());
  }

  /** A check of others, such as that of expressions. */
  @FunctionalInterface
  public interface Check {

    /** Reports what is wrong with a workflow whose structure is sound. */
    void check(Workflow workflow, Problems problems);
  }

  /** Takes what a {@link Check} finds, and adds line and column. */
  @FunctionalInterface
  public interface Problems {

    /**
     * Reports an error.
     *
     * @param path such as {@code tasks.unpack.config.args[0]}; a name with other signs than
     *     letters, digits, {@code _} and {@code -} is written {@code labels["cost.center"]}. What
     *     does not exist in the source is placed at the last part of the path that does
     * @param found what the definition has, fit to follow "found"
     * @param expected what it should have, fit to follow "expected"
     * @param suggestion the near miss, fit to follow "did you mean"
     */
    void report(String path, String found, String expected, @Nullable String suggestion);
  }

  /** The JSON Schemas (2020-12) of the task types' configs, as workers have told them. */
  public interface ConfigSchemas {

    /** The schema's text; {@code null}: the type is unknown or takes any config. */
    @Nullable String schema(String type);

    /** The task types that some worker offers. */
    Set<String> types();
  }

  /** What came of reading a definition. */
  public sealed interface Reading {

    /**
     * The definition is sound.
     *
     * @param warnings what is allowed, and probably not meant: a task type that no worker offers
     */
    record Valid(Workflow workflow, List<Problem> warnings) implements Reading {

      public Valid {
        warnings = List.copyOf(warnings);
      }
    }

    /**
     * The definition is not sound.
     *
     * @param errors in the order of the source, at most 100
     * @param truncated there are more
     */
    record Invalid(List<Problem> errors, boolean truncated) implements Reading {

      public Invalid {
        errors = List.copyOf(errors);
      }
    }
  }

  /**
   * One thing that is wrong with a definition.
   *
   * @param path such as {@code tasks.unpack.depends_on[0]}; empty for the definition as a whole
   * @param line from 1
   * @param column from 1
   * @param suggestion what was probably meant; {@code null}: nobody knows
   */
  public record Problem(
      String path,
      int line,
      int column,
      String found,
      String expected,
      @Nullable String suggestion) {

    /**
     * One line for people: {@code line 12, column 5: tasks.parse.depend_on: found an unknown field,
     * expected one of …; did you mean 'depends_on'?}
     */
    public String message() {
      String place = "line %d, column %d: ".formatted(line, column);
      String what = path.isEmpty() ? "" : path + ": ";
      String hint = suggestion == null ? "" : "; did you mean '" + suggestion + "'?";
      return place + what + "found " + found + ", expected " + expected + hint;
    }
  }
}
