package io.carillon.kernel.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.kernel.AttemptId;
import io.carillon.model.Task;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches what a world sends to its workers: a task that runs at most once is sent to none once it
 * may have begun, and one that stops when isolated is sent to none before the last must have
 * stopped it.
 */
final class Promises {

  private record TaskKey(long run, int task) {
    static TaskKey of(AttemptId id) {
      return new TaskKey(id.runId(), id.task());
    }
  }

  private final Limits limits;
  private final Set<TaskKey> begun = new HashSet<>();

  /** Attempts that were sent and whose end was not reported; the newest of each task run. */
  private final Map<TaskKey, Effect.Dispatch> open = new HashMap<>();

  /** Since when workers were not heard. */
  private final Map<Long, Instant> silentSince = new HashMap<>();

  Promises(Limits limits) {
    this.limits = limits;
  }

  void sent(Effect.Dispatch dispatch, Task task, Instant now) {
    AttemptId id = dispatch.attempt();
    assertThat(dispatch.stopWhenIsolated()).isEqualTo(task.stopWhenIsolated());
    if (task.atMostOnce()) {
      assertThat(begun).as("%s runs at most once", id).doesNotContain(TaskKey.of(id));
    }
    Effect.Dispatch before = open.put(TaskKey.of(id), dispatch);
    if (task.stopWhenIsolated() && before != null && !before.attempt().equals(id)) {
      Instant silent = silentSince.get(before.workerId());
      assertThat(silent).as("%s follows one whose worker is there", id).isNotNull();
      assertThat(Objects.requireNonNull(silent).plus(limits.isolation()))
          .as("%s follows one that must have stopped", id)
          .isBeforeOrEqualTo(now);
    }
  }

  void reported(AttemptId id, Input.Report report) {
    if (startedAt(report) != null) {
      begun.add(TaskKey.of(id));
    }
    Effect.Dispatch newest = open.get(TaskKey.of(id));
    if (isFinal(report) && newest != null && newest.attempt().equals(id)) {
      open.remove(TaskKey.of(id));
    }
  }

  /** The server must suppose that an attempt began, since its worker cannot tell any more. */
  void mayHaveBegun(AttemptId id) {
    begun.add(TaskKey.of(id));
  }

  void silent(long workerId, Instant since) {
    silentSince.putIfAbsent(workerId, since);
  }

  void heard(long workerId) {
    silentSince.remove(workerId);
  }

  static boolean isFinal(Input.Report report) {
    return !(report instanceof Input.Report.Accepted || report instanceof Input.Report.Started);
  }

  private static @Nullable Instant startedAt(Input.Report report) {
    return switch (report) {
      case Input.Report.Accepted accepted -> null;
      case Input.Report.Started started -> started.at();
      case Input.Report.Succeeded succeeded -> succeeded.startedAt();
      case Input.Report.Failed failed -> failed.startedAt();
      case Input.Report.Cancelled cancelled -> cancelled.startedAt();
      case Input.Report.HandedBack back -> back.startedAt();
    };
  }
}
