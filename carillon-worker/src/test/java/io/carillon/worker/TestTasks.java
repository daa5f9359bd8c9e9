package io.carillon.worker;

import io.carillon.sdk.TaskContext;
import io.carillon.sdk.TaskFailure;
import io.carillon.sdk.TaskType;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Task types for tests: their config says what they do. One set per test. */
final class TestTasks {

  record Nothing() {}

  record Text(String text) {}

  record Size(int bytes) {}

  interface Body<C> {
    void run(TaskContext task, C config) throws Exception;
  }

  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger runs = new AtomicInteger();
  private final List<TaskType<?>> types = new ArrayList<>();

  TestTasks() {
    add("noop", Nothing.class, (task, config) -> {});
    add("line", Text.class, (task, config) -> task.log(config.text()));
    add("say", Text.class, this::say);
    add("fail", Text.class, TestTasks::fail);
    add("wait", Nothing.class, (task, config) -> release.await());
    add("hang", Nothing.class, this::hang);
    add("stubborn", Nothing.class, this::resist);
    add("babble", Size.class, this::babble);
    add("chatter", Size.class, TestTasks::chatter);
    add("output", Size.class, (task, config) -> task.output("text", "x".repeat(config.bytes())));
    add("overflow", Nothing.class, (task, config) -> overflow(0));
    add(
        "exhaust",
        Nothing.class,
        (task, config) -> {
          throw new OutOfMemoryError("Java heap space");
        });
  }

  List<TaskType<?>> types() {
    return types;
  }

  int runs() {
    return runs.get();
  }

  /** Lets everything go that waits or hangs. */
  void release() {
    release.countDown();
  }

  private void say(TaskContext task, Text config) throws Exception {
    Files.writeString(task.workDir().resolve("said"), config.text());
    task.log(config.text() + " " + task.params().get("day"));
    task.output("said", config.text());
    task.output("dir", task.workDir().toString());
    task.output("attempt", task.attempt());
  }

  private static void fail(TaskContext task, Text config) throws Exception {
    if (config.text().isEmpty()) {
      throw new IllegalStateException("boom");
    }
    throw new TaskFailure(config.text(), "as told", false);
  }

  private void hang(TaskContext task, Nothing config) {
    boolean released = false;
    while (!released) {
      try {
        released = release.await(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        task.log("not now");
      }
    }
  }

  /** As a script that traps SIGTERM: only a kill ends it. */
  private void resist(TaskContext task, Nothing config) {
    CountDownLatch killed = new CountDownLatch(1);
    task.onKill(killed::countDown);
    boolean ended = false;
    while (!ended) {
      try {
        ended = killed.await(1, TimeUnit.MILLISECONDS) || release.getCount() == 0;
      } catch (InterruptedException e) {
        task.log("not now");
      }
    }
  }

  /** Writes half, and the rest when it is released. */
  private void babble(TaskContext task, Size config) throws InterruptedException {
    lines(task, 0, config.bytes() / 2);
    release.await();
    lines(task, config.bytes() / 2, config.bytes());
  }

  private static void lines(TaskContext task, int from, int to) {
    for (int line = from; line < to; line++) {
      task.log("line " + line);
    }
  }

  private static void chatter(TaskContext task, Size config) {
    int written = 0;
    for (int line = 0; written < config.bytes(); line++) {
      String text = "line " + line;
      task.log(text);
      written += text.length() + 1;
    }
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int overflow(int depth) {
    return overflow(depth + 1) + 1;
  }

  private <C extends Record> void add(String name, Class<C> config, Body<C> body) {
    types.add(
        new TaskType<C>() {
          @Override
          public String name() {
            return name;
          }

          @Override
          public Class<C> configType() {
            return config;
          }

          @Override
          public void run(TaskContext task, C settings) throws Exception {
            runs.incrementAndGet();
            body.run(task, settings);
          }
        });
  }
}
