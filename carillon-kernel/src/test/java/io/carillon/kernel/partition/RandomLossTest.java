package io.carillon.kernel.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.kernel.AttemptId;
import io.carillon.kernel.row.RunState;
import io.carillon.model.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Worker processes crash, are cut off and come back, go on meanwhile, and lose what is sent to
 * them; servers take over at any moment. Seen from the processes, whatever the server believes: a
 * task that runs at most once begins once, two attempts of one that stops when isolated never run
 * at the same time, and each run ends once the trouble does.
 */
class RandomLossTest {

  private static final int SEEDS = 300;
  private static final int ROUGH_STEPS = 250;
  private static final Duration SLICE = Duration.ofMillis(250);
  private static final Duration LEASE = World.LIMITS.workerLease();
  private static final Duration STOPPED_AFTER =
      World.LIMITS.isolation().multipliedBy(3).dividedBy(4);

  @Test
  void shouldKeepItsPromisesWhateverBecomesOfWorkersAndServers() {
    Set<String> seen = new HashSet<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        new Play(seed, seen).play();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("Seed " + seed, e);
      }
    }
    assertThat(seen)
        .contains(
            "worker_lost", "handed_back", "stopped itself", "went on", "not begun twice", "resent");
  }

  /** A worker process: it knows what it runs, and whether it is connected. */
  private static final class WorkerProcess {
    final long id;
    boolean linked = true;

    /** What the server takes for its session; none once the server has noticed that it is gone. */
    long session = Worker.NO_SESSION;

    Instant heard = Instant.EPOCH;
    final Set<AttemptId> running = new HashSet<>();

    /** What it could not report. */
    final Map<AttemptId, Input.Report> unsent = new LinkedHashMap<>();

    WorkerProcess(long id) {
      this.id = id;
    }
  }

  private static final class Play {
    private final Random random;
    private final Set<String> seen;
    private final World world = new World();
    private final List<Long> runs = new ArrayList<>();
    private final List<WorkerProcess> alive = new ArrayList<>();

    /** Crashed, and the server has not noticed. */
    private final List<WorkerProcess> crashed = new ArrayList<>();

    private final Set<String> begunOnce = new HashSet<>();
    private long workers;

    Play(long seed, Set<String> seen) {
      this.random = new Random(seed);
      this.seen = seen;
    }

    void play() {
      world.saveSource("random", RandomRunsTest.workflow(random));
      for (int i = 0; i < 3; i++) {
        runs.add(world.trigger("random"));
        start();
      }
      for (int step = 0; step < ROUGH_STEPS && !over(); step++) {
        trouble();
        settle();
      }
      alive.forEach(this::link);
      for (int step = 0; step < 1_000 && !over(); step++) {
        List.copyOf(alive).forEach(process -> world.work(process.id));
        List.copyOf(alive).forEach(this::end);
        pass(4);
        settle();
      }
      assertThat(runs).as("runs have ended").allMatch(run -> world.state(run).terminal());
      world.taskRuns.values().forEach(row -> seen.add(String.valueOf(row.reason())));
    }

    private boolean over() {
      return runs.stream().map(world::state).allMatch(RunState::terminal);
    }

    // ---- what may happen ----

    private void trouble() {
      WorkerProcess process = alive.get(random.nextInt(alive.size()));
      switch (random.nextInt(24)) {
        case 0, 1 -> cut(process);
        case 2, 3, 4 -> link(process);
        case 5 -> crash(process);
        case 6 -> takeOver();
        case 7 -> noticed(process);
        case 8, 9, 10, 11, 12 -> grant(process);
        case 13, 14, 15, 16 -> begin(process);
        case 17, 18, 19 -> end(process);
        default -> pass(1 + random.nextInt(6));
      }
      if (random.nextInt(400) == 0) {
        world.cancel(runs.getFirst());
      }
    }

    private void start() {
      WorkerProcess process = new WorkerProcess(++workers);
      process.linked = false;
      alive.add(process);
      link(process);
    }

    private void cut(WorkerProcess process) {
      if (process.linked) {
        process.linked = false;
        process.heard = world.now;
        process.session = world.cut(process.id);
      }
    }

    private void link(WorkerProcess process) {
      if (!process.linked) {
        process.linked = true;
        process.session = Worker.NO_SESSION;
        if (!process.running.isEmpty()) {
          seen.add("went on");
        }
        int before = world.heldBy(process.id).size();
        world.connect(process.id);
        if (world.heldBy(process.id).size() > before) {
          seen.add("resent");
        }
        process.unsent.forEach(world::report);
        process.unsent.clear();
      }
    }

    private void crash(WorkerProcess process) {
      cut(process);
      world.held.values().removeIf(dispatch -> dispatch.workerId() == process.id);
      alive.remove(process);
      crashed.add(process);
      start();
    }

    /** Some workers find the next server at once. */
    private void takeOver() {
      List<WorkerProcess> quick = new ArrayList<>();
      for (WorkerProcess process : alive) {
        if (process.linked && random.nextInt(4) > 0) {
          quick.add(process);
        }
        cut(process);
        process.session = Worker.NO_SESSION;
      }
      crashed.clear();
      world.takeOver();
      quick.forEach(this::link);
    }

    /** The server sees the end of the stream, before the lease is over. */
    private void noticed(WorkerProcess process) {
      if (!process.linked && process.session != Worker.NO_SESSION) {
        world.handle(new Input.WorkerDisconnected(process.id, process.session));
        process.session = Worker.NO_SESSION;
      }
    }

    /** Attempts for a worker that is cut off and not known to be are lost on the way. */
    private void grant(WorkerProcess process) {
      if (process.linked) {
        world.work(process.id, 1 + random.nextInt(3));
      } else if (process.session != Worker.NO_SESSION) {
        for (Demand demand : world.partition.demand()) {
          world.handle(new Input.Granted(demand.requirement(), process.id, process.session, 1));
        }
      }
    }

    private void pass(int slices) {
      for (int i = 0; i < slices; i++) {
        world.pass(SLICE);
        alive.forEach(this::whenSilent);
        crashed.forEach(this::whenSilent);
        alive.stream()
            .filter(process -> !process.linked)
            .filter(process -> !process.heard.plus(STOPPED_AFTER).isAfter(world.now))
            .forEach(this::stopItself);
      }
    }

    private void whenSilent(WorkerProcess process) {
      if (!process.linked
          && process.session != Worker.NO_SESSION
          && !process.heard.plus(LEASE).isAfter(world.now)) {
        process.session = Worker.NO_SESSION;
        world.handle(new Input.WorkerLost(process.id));
      }
    }

    // ---- what processes do ----

    private List<AttemptId> unfinished(WorkerProcess process) {
      return world.heldBy(process.id).stream()
          .filter(id -> !process.unsent.containsKey(id))
          .toList();
    }

    private @Nullable AttemptId any(WorkerProcess process) {
      List<AttemptId> held = unfinished(process);
      return held.isEmpty() ? null : held.get(random.nextInt(held.size()));
    }

    private void begin(WorkerProcess process) {
      AttemptId attempt = any(process);
      if (attempt != null) {
        begin(process, attempt);
      }
    }

    private void begin(WorkerProcess process, AttemptId attempt) {
      if (!process.running.add(attempt)) {
        return;
      }
      Task task = task(attempt);
      String taskRun = attempt.runId() + "/" + attempt.task();
      if (task.atMostOnce()) {
        assertThat(begunOnce.add(taskRun)).as("%s begins once", attempt).isTrue();
        seen.add("not begun twice");
      }
      if (task.stopWhenIsolated()) {
        for (WorkerProcess other : alive) {
          assertThat(other.running)
              .as("what runs while %s begins", attempt)
              .filteredOn(id -> !id.equals(attempt))
              .noneMatch(id -> id.runId() == attempt.runId() && id.task() == attempt.task());
        }
      }
      if (process.linked && random.nextBoolean()) {
        world.report(attempt, new Input.Report.Started(world.now));
      }
    }

    private Task task(AttemptId id) {
      var row = world.run(id.runId());
      return world.definition(row.workflowId(), row.version()).node(id.task()).task();
    }

    private void end(WorkerProcess process) {
      AttemptId attempt = any(process);
      if (attempt == null) {
        return;
      }
      int draw = random.nextInt(10);
      if (draw == 0) {
        finish(process, attempt, new Input.Report.HandedBack(began(process, attempt)));
        return;
      }
      begin(process, attempt);
      finish(
          process,
          attempt,
          draw < 3
              ? new Input.Report.Failed(world.now, "exit_code", "It failed", true)
              : new Input.Report.Succeeded(world.now, "{\"n\": " + draw + "}"));
    }

    private @Nullable Instant began(WorkerProcess process, AttemptId attempt) {
      return process.running.contains(attempt) ? world.now : null;
    }

    private void finish(WorkerProcess process, AttemptId attempt, Input.Report report) {
      process.running.remove(attempt);
      if (process.linked) {
        world.report(attempt, report);
      } else {
        process.unsent.put(attempt, report);
      }
    }

    private void stopItself(WorkerProcess process) {
      for (AttemptId attempt : unfinished(process)) {
        if (Objects.requireNonNull(world.held.get(attempt)).stopWhenIsolated()) {
          seen.add("stopped itself");
          finish(process, attempt, new Input.Report.HandedBack(began(process, attempt)));
        }
      }
    }

    /** Processes do what they are told, sooner or later; what is told to others is lost. */
    private void settle() {
      List<Effect.Cancel> cancels = List.copyOf(world.cancels);
      world.cancels.clear();
      for (Effect.Cancel cancel : cancels) {
        for (WorkerProcess process : alive) {
          if (process.id == cancel.workerId()
              && process.linked
              && unfinished(process).contains(cancel.attempt())) {
            if (random.nextBoolean()) {
              Instant began = began(process, cancel.attempt());
              finish(process, cancel.attempt(), new Input.Report.Cancelled(began));
            } else {
              world.cancels.add(cancel);
            }
          }
        }
      }
    }
  }
}
