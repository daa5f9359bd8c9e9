package io.carillon.tasks.script;

import io.carillon.sdk.TaskContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What to run, however it was written in the definition. */
record Script(
    String fileName,
    String text,
    List<String> interpreter,
    List<String> args,
    Map<String, @Nullable Object> env,
    @Nullable String workingDir,
    @Nullable String stdin,
    Set<Integer> successExitCodes,
    Duration stopGrace) {

  /** Long enough to remove a temporary table, short enough for somebody who waits for a cancel. */
  private static final Duration STOP_GRACE = Duration.ofSeconds(5);

  private static final Duration MAX_STOP_GRACE = Duration.ofHours(1);

  static void checkText(String script) {
    if (script == null || script.isBlank()) {
      throw new IllegalArgumentException("Expected script to have text, but it is empty");
    }
    if (script.indexOf(0) >= 0) {
      throw new IllegalArgumentException("Expected script to be text, but it has a NUL character");
    }
  }

  static void checkInterpreter(@Nullable String interpreter) {
    if (interpreter != null && interpreter.isBlank()) {
      throw new IllegalArgumentException(
          "Expected interpreter to name a program, but it is \"%s\"".formatted(interpreter));
    }
  }

  static @Nullable Map<String, @Nullable Object> checkEnv(
      @Nullable Map<String, @Nullable Object> env) {
    if (env == null) {
      return null;
    }
    env.forEach(
        (name, value) -> {
          if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException(
                "Expected env to have names of letters, digits and _, but found \"%s\""
                    .formatted(name));
          }
          if (name.startsWith("CARILLON_")) {
            throw new IllegalArgumentException(
                "Expected env not to set names that start with CARILLON_, but found " + name);
          }
          if (value instanceof String text && text.indexOf(0) >= 0) {
            throw new IllegalArgumentException(
                "Expected env.%s to be text, but it has a NUL character".formatted(name));
          }
        });
    return Collections.unmodifiableMap(new LinkedHashMap<>(env));
  }

  static @Nullable List<Object> checkArgs(@Nullable List<Object> args) {
    if (args == null) {
      return null;
    }
    for (int i = 0; i < args.size(); i++) {
      Object arg = args.get(i);
      if (arg == null || (arg instanceof String text && text.indexOf(0) >= 0)) {
        throw new IllegalArgumentException(
            "Expected args[%d] to be a value without NUL characters, but found %s"
                .formatted(i, arg == null ? "null" : "one"));
      }
    }
    return List.copyOf(args);
  }

  static @Nullable List<Integer> checkExitCodes(@Nullable List<Integer> codes) {
    if (codes == null) {
      return null;
    }
    if (codes.isEmpty()
        || codes.stream().anyMatch(code -> code == null || code < 0 || code > 255)) {
      throw new IllegalArgumentException(
          "Expected success_exit_codes to be numbers from 0 to 255, but found " + codes);
    }
    return List.copyOf(codes);
  }

  static void checkGrace(@Nullable Duration grace) {
    if (grace != null && (grace.isNegative() || grace.compareTo(MAX_STOP_GRACE) > 0)) {
      throw new IllegalArgumentException(
          "Expected stop_grace to be from 0s to 1h, but it is " + grace);
    }
  }

  static Map<String, @Nullable Object> orEmpty(@Nullable Map<String, @Nullable Object> env) {
    return env == null ? Map.of() : env;
  }

  static Set<Integer> exitCodes(@Nullable List<Integer> codes) {
    return codes == null ? Set.of(0) : Set.copyOf(codes);
  }

  static Duration grace(@Nullable Duration grace) {
    return Objects.requireNonNullElse(grace, STOP_GRACE);
  }

  static List<String> words(String interpreter) {
    return Arrays.asList(interpreter.strip().split("\\s+"));
  }

  static Path directory(TaskContext task, @Nullable String workingDir) {
    Path own = task.workDir().toAbsolutePath();
    return workingDir == null ? own : own.resolve(workingDir).normalize();
  }
}
