package io.carillon.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.sdk.TaskFailure;
import io.carillon.sdk.TaskType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task type on a thread of its own, as the worker does.
 *
 * <pre>{@code
 * Attempt attempt = Attempt.of(new ShellTask(), config, dir);
 * attempt.awaitLog("ready");
 * attempt.cancel();
 * assertThat(attempt.end()).isInstanceOf(InterruptedException.class);
 * }</pre>
 */
public final class Attempt {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final FakeTask task;
  private final Thread thread;
  private final CompletableFuture<@Nullable Exception> end = new CompletableFuture<>();

  private <C extends Record> Attempt(TaskType<C> type, C config, Path workDir) {
    task = new FakeTask(workDir);
    thread =
        new Thread(
            () -> {
              try {
                type.run(task, config);
                end.complete(null);
              } catch (Exception e) {
                end.complete(e);
              } catch (Error e) {
                end.completeExceptionally(e);
              }
            },
            "attempt");
    thread.start();
  }

  public static <C extends Record> Attempt of(TaskType<C> type, C config, Path workDir) {
    return new Attempt(type, config, workDir);
  }

  public FakeTask task() {
    return task;
  }

  public void awaitLog(String text) {
    await().atMost(LIMIT).until(() -> task.logged().contains(text));
  }

  public void cancel() {
    task.cancel();
    thread.interrupt();
  }

  /** What the attempt ended with, null for success. */
  public @Nullable Exception end() {
    try {
      return end.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException | InterruptedException e) {
      throw new AssertionError("Expected the attempt to end, but: " + task.logged(), e);
    }
  }

  public FakeTask succeeds() {
    assertThat(end()).as(task.logged()).isNull();
    return task;
  }

  public TaskFailure fails(String code) {
    if (!(end() instanceof TaskFailure failure)) {
      throw new AssertionError("Expected a failure, but " + end() + ": " + task.logged(), end());
    }
    assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
    return failure;
  }
}
