package io.carillon.tasks.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.sdk.Job;
import io.carillon.sdk.JobContext;
import io.carillon.sdk.TaskFailure;
import io.carillon.sdk.TaskType;
import io.carillon.tasks.Attempt;
import io.carillon.tasks.FakeTask;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaTaskTest {

  @TempDir Path dir;

  /** Named in the service file of the tests. */
  public static final class Settlement implements Job {
    @Override
    public void run(JobContext job) {
      job.log("settling " + job.input().get("day") + " in " + job.workflow());
      job.output("attempt", job.attempt());
    }
  }

  static final class Waiting implements Job {
    @Override
    public void run(JobContext job) throws InterruptedException {
      job.log("waiting");
      new CountDownLatch(1).await();
    }
  }

  static final class Failing implements Job {
    @Override
    public void run(JobContext job) throws TaskFailure {
      throw new TaskFailure("no_money", "Expected money, but there is none", false);
    }
  }

  static final class Broken implements Job {
    Broken() {
      throw new IllegalStateException("no database");
    }

    @Override
    public void run(JobContext job) {}
  }

  static final class Demanding implements Job {
    Demanding(String what) {
      assertThat(what).isNull();
    }

    @Override
    public void run(JobContext job) {}
  }

  @Test
  void shouldRunTheJobWhenItIsOnTheClassPath() {
    FakeTask task = job(Settlement.class.getName(), Map.of("day", "2026-11-20")).succeeds();

    assertThat(task.logged()).isEqualTo("settling 2026-11-20 in report\n");
    assertThat(task.outputs()).containsEntry("attempt", 2);
  }

  @Test
  void shouldPassTheJobsOwnFailureOnWhenItFails() {
    assertThat(job(Failing.class.getName(), Map.of()).fails("no_money").retryable()).isFalse();
  }

  @Test
  void shouldStopWhenCancelled() {
    Attempt attempt = job(Waiting.class.getName(), Map.of());
    attempt.awaitLog("waiting");

    attempt.cancel();

    assertThat(attempt.end()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void shouldSuggestTheNearMissWhenTheClassIsUnknown() {
    assertThat(job("com.example.Setlement", Map.of()).fails("job_invalid"))
        .hasMessage(
            "Expected the class com.example.Setlement on the worker's class path, but found none;"
                + " did you mean io.carillon.tasks.job.JavaTaskTest$Settlement?");
    assertThat(job("com.example.Other", Map.of()).fails("job_invalid"))
        .hasMessageContaining("known jobs: io.carillon.tasks.job.JavaTaskTest$Settlement");
  }

  @Test
  void shouldSayWhyWhenTheClassCannotBeAJob() {
    assertThat(job("java.lang.String", Map.of()).fails("job_invalid"))
        .hasMessage("Expected java.lang.String to be a io.carillon.sdk.Job, but it is not");
    assertThat(job(Broken.class.getName(), Map.of()).fails("job_invalid"))
        .hasMessageContaining("it threw java.lang.IllegalStateException: no database");
    assertThat(job(Demanding.class.getName(), Map.of()).fails("job_invalid"))
        .hasMessageContaining("constructor without parameters");
    assertThatThrownBy(() -> new JavaTask.Config(" ", null))
        .hasMessage("Expected job to name a class, but it is empty");
  }

  @Test
  void shouldOfferEveryTypeWhenTheWorkerLooksForThem() {
    assertThat(ServiceLoader.load(TaskType.class))
        .extracting(type -> type.name())
        .containsExactlyInAnyOrder("shell", "python", "http", "sql", "java");
  }

  private Attempt job(String className, Map<String, Object> input) {
    return Attempt.of(new JavaTask(), config(className, input), dir);
  }

  @SuppressWarnings("NullAway") // the class file has no annotations within a type argument
  private static JavaTask.Config config(String className, Map<String, Object> input) {
    return new JavaTask.Config(className, input);
  }
}
