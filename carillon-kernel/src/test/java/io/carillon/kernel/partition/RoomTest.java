package io.carillon.kernel.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.kernel.Answer;
import io.carillon.kernel.row.RunState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept in memory, and whose turn it is. */
class RoomTest {

  private final World world = new World();

  @Test
  void shouldLetWorkflowsTakeTurnsAndPrioritiesGoFirst() {
    world.save("many", "a: {type: t}");
    world.save("few", "a: {type: t}");
    world.saveSource("urgent", "name: urgent\npriority: 5\ntasks: {a: {type: t}}");
    for (int i = 0; i < 100; i++) {
      world.trigger("many");
    }
    long few = world.trigger("few");
    long urgent = world.trigger("urgent");

    world.work(World.WORKER, 3);

    List<Long> first = world.heldBy(World.WORKER).stream().map(id -> id.runId()).toList();
    assertThat(first).contains(few, urgent).hasSize(3);
    assertThat(first.getFirst()).isEqualTo(urgent);
  }

  @Test
  void shouldKeepQueuedRunsOutOfMemoryUntilThereIsRoom() {
    World small = new World(Limits.of(8, Duration.ofSeconds(2)));
    small.save("job", "a: {type: t}");
    small.save("other", "a: {type: t}");
    for (int i = 0; i < 50; i++) {
      small.trigger("job");
    }
    long other = small.trigger("other");

    assertThat(small.partition.size()).isEqualTo(3);
    assertThat(small.state(other)).isEqualTo(RunState.RUNNING);
    small.restart();
    assertThat(small.partition.size()).isEqualTo(3);
    for (int i = 0;
        i < 200 && small.runs.values().stream().anyMatch(r -> !r.state().terminal());
        i++) {
      small.work(World.WORKER);
      small
          .heldBy(World.WORKER)
          .forEach(id -> small.report(id, new Input.Report.Succeeded(small.now, null)));
      small.refill();
    }

    assertThat(small.runs.values()).extracting(row -> row.state()).containsOnly(RunState.SUCCEEDED);
    assertThat(small.partition.size()).isZero();
  }

  @Test
  void shouldCancelAQueuedRunThatIsNotInMemory() {
    World small = new World(Limits.of(1, Duration.ofSeconds(2)));
    small.save("job", "a: {type: t}");
    small.trigger("job");
    long waiting = small.trigger("job");
    assertThat(small.partition.holdsRun(waiting)).isFalse();

    assertThat(small.cancel(waiting))
        .isEqualTo(new Answer.CancelAccepted(waiting, RunState.CANCELLED));
    assertThat(small.partition.holdsRun(waiting)).isFalse();
  }

  @Test
  void shouldKeepOnlySoManyWorkflowsInMemory() {
    Duration lease = Duration.ofSeconds(2);
    Limits few = new Limits(100, 25, 1_000, 1_000, 1_000, 2_000, 20, lease, lease);
    World bounded = new World(few);
    for (int i = 0; i < 40; i++) {
      bounded.save("w" + i, "a: {type: t, config: {text: " + "x".repeat(500) + "}}");
    }

    assertThat(bounded.partition.workflowId("test", "w0")).isNull();
    assertThat(bounded.partition.workflowId("test", "w39")).isNotNull();
    bounded.work(World.WORKER);
    long run = bounded.trigger("w0");
    bounded.work(World.WORKER);
    bounded.succeed(run, "a");
    assertThat(bounded.state(run)).isEqualTo(RunState.SUCCEEDED);
  }
}
