package io.carillon.tasks.job;

import io.carillon.sdk.JobContext;
import io.carillon.sdk.TaskContext;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attempt as the job sees it: the same, and the task's input. */
record JobOfTask(TaskContext context, Map<String, @Nullable Object> input) implements JobContext {

  @Override
  public String runId() {
    return context.runId();
  }

  @Override
  public String namespace() {
    return context.namespace();
  }

  @Override
  public String workflow() {
    return context.workflow();
  }

  @Override
  public String task() {
    return context.task();
  }

  @Override
  public int attempt() {
    return context.attempt();
  }

  @Override
  public long fencingToken() {
    return context.fencingToken();
  }

  @Override
  public Instant scheduledTime() {
    return context.scheduledTime();
  }

  @Override
  public Map<String, @Nullable Object> params() {
    return context.params();
  }

  @Override
  public Path workDir() {
    return context.workDir();
  }

  @Override
  public OutputStream log() {
    return context.log();
  }

  @Override
  public void log(String line) {
    context.log(line);
  }

  @Override
  public void output(String name, @Nullable Object value) {
    context.output(name, value);
  }

  @Override
  public boolean cancelled() {
    return context.cancelled();
  }

  @Override
  public void onCancel(Runnable action) {
    context.onCancel(action);
  }

  @Override
  public void onKill(Runnable action) {
    context.onKill(action);
  }
}
