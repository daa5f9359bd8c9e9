package io.carillon.tasks;

import io.carillon.sdk.TaskContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An attempt without a worker: keeps log and outputs in memory. */
public final class FakeTask implements TaskContext {

  private final Path workDir;
  private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
  private final OutputStream log;
  private final Map<String, @Nullable Object> outputs =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private final List<Runnable> onCancel = new ArrayList<>();
  private final List<Runnable> onKill = new CopyOnWriteArrayList<>();
  private boolean cancelled;

  public FakeTask(Path workDir) {
    this.workDir = workDir;
    this.log = memory;
  }

  public FakeTask(Path workDir, OutputStream log) {
    this.workDir = workDir;
    this.log = log;
  }

  public String logged() {
    return memory.toString(StandardCharsets.UTF_8);
  }

  public byte[] loggedBytes() {
    return memory.toByteArray();
  }

  public Map<String, @Nullable Object> outputs() {
    return outputs;
  }

  public void cancel() {
    List<Runnable> actions;
    synchronized (onCancel) {
      cancelled = true;
      actions = List.copyOf(onCancel);
    }
    actions.forEach(Runnable::run);
  }

  @Override
  public String runId() {
    return "4711";
  }

  @Override
  public String namespace() {
    return "examples";
  }

  @Override
  public String workflow() {
    return "report";
  }

  @Override
  public String task() {
    return "count";
  }

  @Override
  public int attempt() {
    return 2;
  }

  @Override
  public long fencingToken() {
    return 17;
  }

  @Override
  public Instant scheduledTime() {
    return Instant.parse("2026-11-20T00:00:00Z");
  }

  @Override
  public Map<String, @Nullable Object> params() {
    return Map.of("day", "2026-11-20");
  }

  @Override
  public Path workDir() {
    return workDir;
  }

  @Override
  public OutputStream log() {
    return log;
  }

  @Override
  public void log(String line) {
    try {
      log.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void output(String name, @Nullable Object value) {
    outputs.put(name, value);
  }

  @Override
  public boolean cancelled() {
    synchronized (onCancel) {
      return cancelled;
    }
  }

  @Override
  public void onCancel(Runnable action) {
    synchronized (onCancel) {
      if (!cancelled) {
        onCancel.add(action);
        return;
      }
    }
    action.run();
  }

  @Override
  public void onKill(Runnable action) {
    onKill.add(action);
  }

  /** As a worker does that is cut off for too long. */
  public void kill() {
    onKill.forEach(Runnable::run);
  }
}
