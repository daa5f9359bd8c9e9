package io.carillon.worker.execution;

import io.carillon.protocol.Dispatch;
import io.carillon.sdk.TaskContext;
import io.carillon.worker.config.JsonText;
import io.carillon.worker.log.AttemptLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the task sees of its attempt. What costs something is made when first asked for. */
final class AttemptContext implements TaskContext {

  private final Dispatch dispatch;
  private final AttemptLog log;
  private final Path directory;
  private final Outputs outputs = new Outputs();
  private final List<Runnable> stopActions = new ArrayList<>(0);
  private final List<Runnable> killActions = new ArrayList<>(0);
  private @Nullable Map<String, @Nullable Object> params;
  private @Nullable Path workDir;
  private boolean cancelled;
  private boolean killed;

  /**
   * @param directory where to make the work directory
   */
  AttemptContext(Dispatch dispatch, AttemptLog log, Path directory) {
    this.dispatch = dispatch;
    this.log = log;
    this.directory = directory;
  }

  @Override
  public String runId() {
    return Long.toUnsignedString(dispatch.getId().getRunId());
  }

  @Override
  public String namespace() {
    return dispatch.getNamespace();
  }

  @Override
  public String workflow() {
    return dispatch.getWorkflow();
  }

  @Override
  public String task() {
    return dispatch.getTask();
  }

  @Override
  public int attempt() {
    return dispatch.getId().getAttempt();
  }

  @Override
  public long fencingToken() {
    return dispatch.getFencingToken();
  }

  @Override
  public Instant scheduledTime() {
    return Instant.ofEpochMilli(dispatch.getScheduledAt());
  }

  @Override
  public synchronized Map<String, @Nullable Object> params() {
    Map<String, @Nullable Object> parsed = params;
    if (parsed == null) {
      byte[] json = dispatch.getParams().toByteArray();
      parsed = Collections.unmodifiableMap(JsonText.parseObject(json));
      params = parsed;
    }
    return parsed;
  }

  @Override
  public synchronized Path workDir() {
    Path made = workDir;
    if (made == null) {
      made =
          directory.resolve("%s-%d-%d".formatted(runId(), dispatch.getId().getTask(), attempt()));
      try {
        Files.createDirectories(made);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot make the attempt's work directory " + made, e);
      }
      workDir = made;
    }
    return made;
  }

  /** The directory, if the task ever asked for it. */
  synchronized @Nullable Path madeWorkDir() {
    return workDir;
  }

  @Override
  public AttemptLog log() {
    return log;
  }

  @Override
  public void log(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    log.write(bytes, 0, bytes.length);
  }

  @Override
  public void output(String name, @Nullable Object value) {
    outputs.set(name, value);
  }

  Outputs outputs() {
    return outputs;
  }

  @Override
  public synchronized boolean cancelled() {
    return cancelled;
  }

  @Override
  public void onCancel(Runnable action) {
    synchronized (this) {
      if (!cancelled) {
        stopActions.add(action);
        return;
      }
    }
    action.run();
  }

  @Override
  public void onKill(Runnable action) {
    synchronized (this) {
      if (!killed) {
        killActions.add(action);
        return;
      }
    }
    action.run();
  }

  /** Returns the actions that were registered for this. */
  synchronized List<Runnable> kill() {
    killed = true;
    List<Runnable> actions = List.copyOf(killActions);
    killActions.clear();
    return actions;
  }

  /** From now on {@link #cancelled}; returns the actions that were registered before. */
  synchronized List<Runnable> cancel() {
    cancelled = true;
    List<Runnable> actions = List.copyOf(stopActions);
    stopActions.clear();
    return actions;
  }
}
