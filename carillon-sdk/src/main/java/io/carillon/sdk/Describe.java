package io.carillon.sdk;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says what a setting of a task type is for, in a sentence that editors and the console's forms
 * show.
 *
 * <pre>{@code
 * @Describe("Runs a script in a shell")
 * public record Config(
 *     @Describe("The script, as for `sh -c`") String script,
 *     @Describe("Added to the worker's environment") @Nullable Map<String, String> env) {}
 * }</pre>
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Describe {
  String value();
}
